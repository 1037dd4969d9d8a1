import { useState } from "preact/hooks";
import { choose, type Chosen } from "../data/chosen";
import { count } from "../data/format";

/** Takes a CSV, and a grid beside it if there is one, by drop or picker. */
export function DropZone({ onChoose, chosen }: { onChoose: (chosen: Chosen) => void; chosen?: File }) {
  const [isOver, setOver] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const take = async (files: FileList | null | undefined) => {
    if (files && files.length > 0) {
      const chosen = await choose(files);
      setWrong(chosen === null);
      if (chosen) {
        onChoose(chosen);
      }
    }
  };
  return (
    <label
      class={`drop ${isOver ? "over" : ""} ${chosen ? "compact" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        multiple
        accept=".csv,.tsv,.txt,.json,text/csv"
        onChange={(event) => {
          void take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <strong>{chosen ? "Choose another file" : "Drop a CSV here, or choose one"}</strong>
      {chosen && <span class="muted small">in place of {chosen.name}, {count(chosen.size)} bytes</span>}
      {!chosen && <span class="muted">A column of values, date and value, several columns, or <code>unique_id,ds,y</code>. A grid, <code>.grid.json</code>, may come with it.</span>}
      {isWrong && <span class="bad" role="alert">That is a grid alone. Choose a CSV, or both at once.</span>}
    </label>
  );
}
