import type { ComponentChildren } from "preact";
import { about, count, familyLabel } from "../data/format";
import type { PlanOutline } from "../data/contract";

/** The size of the planned run, beside the button that starts it. */
export function PlanBar({ plan, isBusy, children }: { plan?: PlanOutline; isBusy: boolean; children: ComponentChildren }) {
  return (
    <div class="plan-bar" role="region" aria-label="Plan">
      <p aria-live="polite" aria-busy={isBusy}>
        {plan
          ? (
            <>
              <strong>{count(plan.trials)} trials, {about(plan.elapsedSeconds)}</strong>
              <span class="muted"> {plan.engines.map((family) => `${familyLabel(family.engine)} ${count(family.trials)}`).join(", ")}</span>
            </>
          )
          : isBusy ? <span>Planning …</span> : <button type="button" class="link" onClick={showProblem}>Fix 1 problem to continue</button>}
      </p>
      <div class="actions">{children}</div>
    </div>
  );
}

// Goes to the invalid field or block, or to the text of the problem.
function showProblem(): void {
  const main = document.getElementById("main")!;
  const place = main.querySelector<HTMLElement>("[aria-invalid=true], .block-problem") ?? main.querySelector<HTMLElement>(".problem");
  for (let part = place?.closest("details"); part; part = part.parentElement?.closest("details")) {
    part.open = true;
  }

  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
}
