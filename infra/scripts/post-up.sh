#!/bin/sh
# Subscribes the app to uploads after `azd deploy`. azd passes the outputs of infra/main.bicep as variables.
# It can be repeated safely.
set -eu

if ! command -v az >/dev/null; then
  echo "The Azure CLI is needed to subscribe the app to uploads: https://aka.ms/azure-cli" >&2
  exit 1
fi

# Fails at once if nobody is signed in, or the app does not exist.
az functionapp show --name "$AZURE_FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" --subscription "$AZURE_SUBSCRIPTION_ID" --output none

# The app creates the key of the blob extension when it first runs, some time after its deployment.
attempt=1
while [ -z "$(az functionapp keys list --name "$AZURE_FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" --subscription "$AZURE_SUBSCRIPTION_ID" --query systemKeys.blobs_extension --output tsv 2>/dev/null)" ]; do
  if [ "$attempt" -eq 30 ]; then
    echo "$AZURE_FUNCTION_APP_NAME has no blob trigger five minutes after it was deployed; see its log stream, then run 'azd hooks run postdeploy'." >&2
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep 10
done

az deployment group create \
  --name subscription \
  --resource-group "$AZURE_RESOURCE_GROUP" \
  --subscription "$AZURE_SUBSCRIPTION_ID" \
  --template-file "$(dirname "$0")/../subscription.bicep" \
  --parameters "functionAppName=$AZURE_FUNCTION_APP_NAME" "topicName=$AZURE_EVENT_GRID_TOPIC_NAME" "storageAccountName=$AZURE_STORAGE_ACCOUNT_NAME" \
  --output none

echo "Uploads to the container 'series' of $AZURE_STORAGE_ACCOUNT_NAME now start backtests at $SERVICE_API_URI"
