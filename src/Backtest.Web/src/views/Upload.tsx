import { href } from "../data/route";
import { Card, Find } from "../parts/basics";
import { Pages, pageOf } from "../parts/Pages";
import { Families } from "./Families";

const SHOWN = 50;

/** An upload of an earlier version, in which each series has its own run: the model families over all of them, and the series. */
export function Upload({ name, parts, query }: { name: string; parts: string[]; query: URLSearchParams }) {
  const find = query.get("find") ?? "";
  const found = parts.filter((part) => part.toLowerCase().includes(find.toLowerCase()));
  const page = pageOf(query, found.length, SHOWN);
  return (
    <>
      <Families name={name} />
      <Card
        title="Series"
        aside={parts.length > SHOWN && <Find label="Find" value={find} class="inline" />}
      >
        <ul class="part-list">
          {found.slice(page.from, page.to).map((part) => (
            <li key={part}>
              <a href={href(["series", part])}>{part.slice(name.length + 1)}</a>
            </li>
          ))}
        </ul>
        <Pages {...page} />
      </Card>
    </>
  );
}
