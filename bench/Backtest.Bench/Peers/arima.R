# The same fit in R: arima.R file p,d,q P,D,Q repeats. Prints the seconds of one fit and its log-likelihood.
arguments <- commandArgs(trailingOnly = TRUE)
series <- ts(log(read.csv(arguments[1])[[2]]), frequency = 12)
numbers <- function(text) as.integer(strsplit(text, ",")[[1]])
repeats <- as.integer(arguments[4])
fit <- function() arima(series, order = numbers(arguments[2]), seasonal = numbers(arguments[3]))
model <- fit()
started <- proc.time()[["elapsed"]]
for (k in seq_len(repeats)) model <- fit()
cat((proc.time()[["elapsed"]] - started) / repeats, model$loglik)
