/** The table in which forecasts made elsewhere are given. */
export function OwnForecastsHelp() {
  return (
    <p class="muted">
      A table with the columns <code>unique_id</code> (of several series), <code>ds</code>, <code>cutoff</code>, <code>yhat</code>{" "}
      and, if you have them, <code>lo-80</code>, <code>hi-80</code>, <code>lo-95</code>, <code>hi-95</code>. A cutoff is the last
      value known to the forecasts. They are scored on the same windows and hold-out as the models, and never published.
    </p>
  );
}
