import { count } from "../data/format";
import { setQuery } from "../data/route";

export interface PagesProps {
  page: number;
  pages: number;
  from: number;
  to: number;
  total: number;
}

/** The page of a long list that the address names. */
export function pageOf(query: URLSearchParams, total: number, size: number): PagesProps {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(pages, Math.max(1, Number(query.get("page")) || 1));
  return { page, pages, from: (page - 1) * size, to: Math.min(total, page * size), total };
}

export function Pages({ page, pages, from, to, total }: PagesProps) {
  return pages === 1 ? null : (
    <nav class="pages" aria-label="Pages">
      <button type="button" class="button small" disabled={page === 1} onClick={() => setQuery({ page: page === 2 ? null : page - 1 })}>Previous</button>
      <span aria-live="polite">{count(from + 1)} to {count(to)} of {count(total)}</span>
      <button type="button" class="button small" disabled={page === pages} onClick={() => setQuery({ page: page + 1 })}>Next</button>
    </nav>
  );
}
