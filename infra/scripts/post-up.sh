#!/bin/sh
# After `azd deploy`: subscribes the app to uploads. azd hands the outputs of infra/main.bicep over as variables.
# Running it again changes nothing.
set -eu

if ! command -v az >/dev/null; then
  echo "The Azure CLI is needed to subscribe the app to uploads: https://aka.ms/azure-cli" >&2
  exit 1
fi

# Says so at once if nobody is signed in, or the app is not there.
az functionapp show --name "$AZURE_FUNCTION_APP_NAME" --resource-group "$AZURE_RESOURCE_GROUP" --subscription "$AZURE_SUBSCRIPTION_ID" --output none

# The app makes the key of the blob extension when it first runs, some time after it was deployed.
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
