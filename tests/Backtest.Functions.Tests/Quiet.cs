using System.Runtime.CompilerServices;

namespace Backtest.Functions.Tests;

/// <summary>The task hub for tests logs every message to the console, unless the environment says otherwise before it starts.</summary>
internal static class Quiet
{
    [ModuleInitializer]
    internal static void Initialize() => Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
}
