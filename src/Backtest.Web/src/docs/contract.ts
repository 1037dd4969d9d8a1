type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What stands at a place of a document; undefined where there is nothing. */
function at(document: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, name) => (node !== null && typeof node === "object" && !Array.isArray(node) ? node[name] : undefined), document);
}

/**
 * A part of the contract with what it refers to in place of its references, all of which are to schemas of the same document. A schema
 * inside itself stays a reference.
 */
export function resolved(contract: Json, node: Json, open: readonly string[] = []): Json {
  if (node === null || typeof node !== "object") {
    return node;
  }

  if (Array.isArray(node)) {
    return node.map((one) => resolved(contract, one, open));
  }

  const { $ref: reference, ...rest } = node;
  if (typeof reference !== "string") {
    return Object.fromEntries(Object.entries(node).map(([name, one]) => [name, resolved(contract, one, open)]));
  }

  const target = open.includes(reference) ? undefined : at(contract, reference.slice("#/".length).split("/"));
  return target === undefined
    ? node
    : { $$ref: reference, ...(resolved(contract, target, [...open, reference]) as object), ...(resolved(contract, rest, open) as object) };
}

/** A part of the contract by its place, with what it refers to. */
export function resolvedAt(contract: Json, path: readonly string[]): Json | undefined {
  const node = at(contract, path);
  return node === undefined ? undefined : resolved(contract, node);
}
