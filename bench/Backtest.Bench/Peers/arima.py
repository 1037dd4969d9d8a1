# The same fit in statsmodels: arima.py file p,d,q P,D,Q repeats. Prints the seconds of one fit and its log-likelihood.
import math
import sys
import time
import warnings

from statsmodels.tsa.arima.model import ARIMA

warnings.simplefilter("ignore")
with open(sys.argv[1]) as lines:
    series = [math.log(float(line.split(",")[1])) for line in list(lines)[1:]]
order = tuple(int(n) for n in sys.argv[2].split(","))
seasonal = tuple(int(n) for n in sys.argv[3].split(",")) + (12,)
repeats = int(sys.argv[4])


def fit():
    return ARIMA(series, order=order, seasonal_order=seasonal).fit()


fit()
started = time.perf_counter()
for _ in range(repeats):
    model = fit()
print((time.perf_counter() - started) / repeats, model.llf)
