// The phone's bar: one mark at a time while the text stays in view. It only writes into the grid's own fields.
"use strict";
(() => {
  const { $$ } = window.lechan;
  const dock = document.querySelector("[data-dock]");
  const scores = $$("[data-grid] [data-score]");
  if (!dock || !scores.length) return;
  const field = dock.querySelector("input");
  const button = dock.querySelector("button");
  const first = scores.findIndex((score) => !score.value);
  let place = Math.max(first, 0);

  const show = (scroll) => {
    const score = scores[place];
    dock.querySelector("[data-dock-title]").textContent = `Tiêu chí ${place + 1} trên ${scores.length}`;
    dock.querySelector("[data-dock-facts]").textContent = (score.dataset.rule ? `Tính được ${score.dataset.rule}, tối đa ${score.dataset.most}`
      : `Tự chấm ${score.dataset.self || "–"}, tối đa ${score.dataset.most}`);
    field.value = score.value;
    button.firstChild.textContent = place + 1 < scores.length ? "Tiếp " : "Bảng chấm ";
    const text = scroll && score.dataset.read && document.querySelector(score.dataset.read);
    if (text) text.scrollIntoView({ block: "start" });
  };
  field.addEventListener("input", () => {
    scores[place].value = field.value;
    scores[place].dispatchEvent(new Event("input", { bubbles: true }));
  });
  dock.addEventListener("submit", (event) => {
    event.preventDefault();
    scores[place].dispatchEvent(new Event("change", { bubbles: true }));
    if (place + 1 < scores.length) { place += 1; show(true); field.focus(); field.select(); return; }
    scores[0].closest("table").scrollIntoView({ block: "start" });
    field.blur();
  });
  for (const score of scores) score.addEventListener("input", () => { if (score === scores[place]) field.value = score.value; });
  dock.hidden = false;
  show(false);
})();
