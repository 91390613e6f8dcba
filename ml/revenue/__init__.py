"""What will be won next, in whole minor units of one currency, with an interval.

`trailing` is the plain rule (last ninety days ÷ 3); `forecast` follows the quarter's rhythm where
one shows; `by_period` gives weeks, months and quarters. Light: nothing beyond the standard
library is imported. A stage-weighted sum of open deals is not a forecast and not made here.
"""

from ml.revenue.calendar import Period, PeriodForecast, by_period
from ml.revenue.ninety_days import trailing
from ml.revenue.quarterly import Window, forecast
from ml.revenue.value import Forecast, conformal_rank

__all__ = [
    "Forecast",
    "Period",
    "PeriodForecast",
    "Window",
    "by_period",
    "conformal_rank",
    "forecast",
    "trailing",
]
