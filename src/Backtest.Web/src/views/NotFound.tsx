import { href } from "../data/route";
import { Title } from "../parts/basics";

export function NotFound() {
  return (
    <>
      <Title page="Not found">Page not found</Title>
      <p>The address may be mistyped. <a href={href([])}>All series</a></p>
    </>
  );
}
