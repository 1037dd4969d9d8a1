import { useRoute } from "./data/route";
import { KeyDialog } from "./parts/KeyDialog";
import { Shell } from "./parts/Shell";
import { Home } from "./views/Home";
import { NewBacktest } from "./views/NewBacktest";
import { NotFound } from "./views/NotFound";
import { Series } from "./views/Series";

/** The view that the address names. */
export function Page() {
  const { parts: [first, name, ...rest], query } = useRoute();
  return (
    <Shell>
      {first === undefined || (first === "series" && name === undefined) ? <Home query={query} />
        : first === "new" && name === undefined ? <NewBacktest />
        : first === "series" && name !== undefined ? <Series key={name} name={name} parts={rest} query={query} />
        : <NotFound />}
      <KeyDialog />
    </Shell>
  );
}
