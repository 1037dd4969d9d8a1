#:property PublishAot=false
#:package Azure.Storage.Blobs

// Uploads files as blobs with Azure's own client: upload.cs {connection string} {container} {file} ...
using Azure.Storage.Blobs;

if (args.Length < 3)
{
    Console.Error.WriteLine("Give a connection string, a container and files.");
    return 1;
}

var container = new BlobContainerClient(args[0], args[1]);
await container.CreateIfNotExistsAsync();
foreach (var file in args[2..])
{
    await container.GetBlobClient(Path.GetFileName(file)).UploadAsync(file, overwrite: true);
    Console.WriteLine($"Uploaded {Path.GetFileName(file)} to the container {args[1]}");
}

return 0;
