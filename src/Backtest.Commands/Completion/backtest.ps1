# Completes the command line of backtest in PowerShell: backtest completion powershell | Out-String | Invoke-Expression
# Where nothing fits, PowerShell offers file names.
Register-ArgumentCompleter -Native -CommandName backtest -ScriptBlock {
    param($word, $commandAst, $cursor)
    $line = $commandAst.ToString().PadRight($cursor).Substring(0, $cursor)
    & backtest "[suggest:$cursor]" $line 2>$null |
        Where-Object { $_.StartsWith($word) -and ($word.StartsWith('-') -or -not $_.StartsWith('-')) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
