# The same search in R: auto.R file m. Prints the seconds of auto.arima and the log-likelihood of what it chose.
suppressMessages(library(forecast))
arguments <- commandArgs(trailingOnly = TRUE)
series <- ts(read.csv(arguments[1])[[2]], frequency = as.integer(arguments[2]))
started <- proc.time()[["elapsed"]]
model <- auto.arima(series)
cat(proc.time()[["elapsed"]] - started, model$loglik)
