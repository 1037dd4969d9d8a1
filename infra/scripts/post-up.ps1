# Subscribes the app to uploads after `azd deploy`. azd passes the outputs of infra/main.bicep as variables.
# It can be repeated safely.
$ErrorActionPreference = 'Stop'

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    throw 'The Azure CLI is needed to subscribe the app to uploads: https://aka.ms/azure-cli'
}

# Fails at once if nobody is signed in, or the app does not exist.
az functionapp show --name $env:AZURE_FUNCTION_APP_NAME --resource-group $env:AZURE_RESOURCE_GROUP --subscription $env:AZURE_SUBSCRIPTION_ID --output none
if ($LASTEXITCODE -ne 0) {
    throw "$env:AZURE_FUNCTION_APP_NAME cannot be reached; what az says stands above."
}

# The app creates the key of the blob extension when it first runs, some time after its deployment.
$attempt = 1
while (-not (az functionapp keys list --name $env:AZURE_FUNCTION_APP_NAME --resource-group $env:AZURE_RESOURCE_GROUP --subscription $env:AZURE_SUBSCRIPTION_ID --query systemKeys.blobs_extension --output tsv 2>$null)) {
    if ($attempt -eq 30) {
        throw "$env:AZURE_FUNCTION_APP_NAME has no blob trigger five minutes after it was deployed; see its log stream, then run 'azd hooks run postdeploy'."
    }
    $attempt++
    Start-Sleep -Seconds 10
}

az deployment group create `
    --name subscription `
    --resource-group $env:AZURE_RESOURCE_GROUP `
    --subscription $env:AZURE_SUBSCRIPTION_ID `
    --template-file (Join-Path $PSScriptRoot '../subscription.bicep') `
    --parameters "functionAppName=$env:AZURE_FUNCTION_APP_NAME" "topicName=$env:AZURE_EVENT_GRID_TOPIC_NAME" "storageAccountName=$env:AZURE_STORAGE_ACCOUNT_NAME" `
    --output none
if ($LASTEXITCODE -ne 0) {
    throw 'The subscription could not be made; what az says stands above.'
}

Write-Output "Uploads to the container 'series' of $env:AZURE_STORAGE_ACCOUNT_NAME now start backtests at $env:SERVICE_API_URI"
