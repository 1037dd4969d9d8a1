using Backtest.Functions.Tests.Standin;
using Backtest.Testing.Contract;

namespace Backtest.Functions.Tests;

/// <summary>The contract suite against the worker process of the Functions app.</summary>
public sealed class FunctionsContractTests(FunctionsPlatform platform) : ContractSuite(platform), IClassFixture<FunctionsPlatform>;
