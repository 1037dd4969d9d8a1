# Forecasts by R's automatic methods: forecasts.R file. Each line of the file has a name, the season length, how many values to forecast, and the
# values in time order with semicolons between them. Prints for each series and method a line: the name, the method, and after
# it the point forecasts, the bounds of the 80 % and those of the 95 % intervals, lower ones first. A method that fails prints nothing.
suppressMessages(library(forecast))
methods <- list(
  auto.arima = function(x, h, level) forecast(auto.arima(x), h = h, level = level),
  ets = function(x, h, level) forecast(ets(x), h = h, level = level),
  thetaf = function(x, h, level) thetaf(x, h = h, level = level))
numbers <- function(x) paste(format(as.numeric(x), digits = 15, trim = TRUE, scientific = TRUE), collapse = ";")
for (line in readLines(commandArgs(trailingOnly = TRUE)[1])) {
  fields <- strsplit(line, ",")[[1]]
  series <- ts(as.numeric(strsplit(fields[4], ";")[[1]]), frequency = as.integer(fields[2]))
  for (method in names(methods)) {
    forecasts <- suppressWarnings(tryCatch(methods[[method]](series, as.integer(fields[3]), c(80, 95)), error = function(e) NULL))
    if (!is.null(forecasts)) {
      bounds <- sapply(1:2, function(k) c(numbers(forecasts$lower[, k]), numbers(forecasts$upper[, k])))
      cat(paste(c(fields[1], method, numbers(forecasts$mean), bounds), collapse = ","), "\n", sep = "")
    }
  }
}
