import { useState } from "preact/hooks";
import { ACCEPTED, choose, type Chosen } from "../data/chosen";
import { count } from "../data/format";

/** Accepts a file with series, and optionally its grid, by drag and drop or from the file picker. */
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
        accept={ACCEPTED}
        onChange={(event) => {
          void take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <strong>{chosen ? "Choose another file" : "Drop a file here, or choose one"}</strong>
      {chosen && <span class="muted small">in place of {chosen.name}, {count(chosen.size)} bytes</span>}
      {!chosen && (
        <span class="muted">
          CSV, .xlsx or .parquet, also compressed by gzip: a column of values, dates and values, several columns, or a row per series and
          time. You can add its grid, <code>.grid.json</code>.
        </span>
      )}
      {isWrong && <span class="bad" role="alert">This is only a grid. Choose a file with series, or both files together.</span>}
    </label>
  );
}
