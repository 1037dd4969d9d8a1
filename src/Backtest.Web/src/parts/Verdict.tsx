import type { Advice, Verdict as VerdictOf } from "../data/contract";

const marks: Record<Advice, string> = { trust: "✓", caution: "!", doNotUse: "✕" };

// Short enough for a list of series.
const words: Record<Advice, string> = { trust: "trust", caution: "caution", doNotUse: "do not use" };

/** The advice as a coloured word. */
export function AdviceChip({ advice, title }: { advice: Advice; title?: string }) {
  return <span class={`advice a-${advice}`}><span aria-hidden="true">{marks[advice]}</span> {title ?? words[advice]}</span>;
}

/** The reasons for an advice, beginning with those against the forecast. */
export function Reasons({ verdict }: { verdict: VerdictOf }) {
  return (
    <ul class="checks-list">
      {verdict.reasons.map(({ advice, text }) => (
        <li key={text} class={advice === "trust" ? "good" : advice === "caution" ? "warn" : "bad-check"}>
          <span class="mark" role="img" aria-label={advice === "trust" ? "Passed" : advice === "caution" ? "Warning" : "Failed"}>{marks[advice]}</span>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
