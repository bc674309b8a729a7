// Keys and sums of the scoring grid; they work only while the focus is inside [data-grid].
"use strict";
(() => {
  const { $$, announce } = window.lechan;
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const scores = $$("[data-score]", grid);
  const toggle = document.querySelector("[data-grid-keys]");
  const KEYS = "lc-keys-off";
  const enabled = () => !toggle || toggle.checked;
  if (toggle) {
    toggle.checked = localStorage.getItem(KEYS) !== "1";
    toggle.addEventListener("change", () => localStorage.setItem(KEYS, toggle.checked ? "" : "1"));
  }

  // Hundredths as whole numbers: 0,1 + 0,2 must be 0,3.
  const hundredths = (text) => {
    const match = /^\s*(\d{1,4})(?:[.,](\d{1,2}))?\s*$/.exec(text || "");
    return match ? Number(match[1]) * 100 + Number((match[2] || "0").padEnd(2, "0")) : null;
  };
  const words = (n) => (n / 100).toFixed(2).replace(/0+$/, "").replace(/\.$/, "").replace(".", ",");

  const rowOf = (node) => node.closest("tr");
  const noteRow = (input) => { const row = rowOf(input).nextElementSibling; return row?.classList.contains("sub") ? row : null; };
  const scoreOf = (node) => {
    const row = rowOf(node);
    return row?.querySelector("[data-score]") || row?.previousElementSibling?.querySelector("[data-score]");
  };

  const total = () => {
    let sum = 0, done = 0;
    for (const input of scores) { const n = hundredths(input.value); if (n !== null) { sum += n; done += 1; } }
    const out = document.querySelector("[data-total]");
    if (out) out.textContent = words(sum);
    const count = document.querySelector("[data-scored]");
    if (count) count.textContent = `Đã chấm ${done}/${scores.length} tiêu chí`;
  };
  const judge = (input) => {
    const tag = noteRow(input)?.querySelector("[data-diff]");
    if (!tag) return;
    const own = hundredths(input.value), self = hundredths(input.dataset.self);
    const share = Number(grid.dataset.notePercent || 0);
    const far = own !== null && self !== null && share && Math.abs(own - self) * 100 >= self * share && own !== self;
    tag.hidden = !far;
    // A note that is owed stays in sight after the focus has moved on.
    if (far) noteRow(input).classList.remove("quiet");
    if (far) tag.textContent = `${own < self ? "Thấp" : "Cao"} hơn tự chấm ${words(Math.abs(own - self))} điểm: cần ghi lý do`;
  };

  const go = (input) => {
    if (!input) return;
    input.focus();
    input.select();
  };
  const step = (node, by) => go(scores[scores.indexOf(scoreOf(node)) + by]);
  const set = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  grid.addEventListener("focusin", (event) => {
    const input = scoreOf(event.target);
    if (!input) return;
    if (event.target === input) input.dataset.before = input.value;
    $$("tr.on", grid).forEach((row) => row.classList.remove("on"));
    rowOf(input).classList.add("on");
    $$("tr.sub", grid).forEach((row) => row.classList.toggle("near", row === noteRow(input)));
    const text = input.dataset.read && document.querySelector(input.dataset.read);
    if (text) text.scrollIntoView({ block: "start" });
  });
  grid.addEventListener("input", (event) => { if (event.target.matches("[data-score]")) { total(); judge(event.target); } });

  grid.addEventListener("keydown", (event) => {
    if (!enabled() || event.isComposing) return;
    const target = event.target;
    const inScore = target.matches("[data-score]");
    const take = () => event.preventDefault();
    if (event.ctrlKey && event.key === "Enter") {
      take();
      const button = grid.querySelector("[data-save-next]") || document.querySelector("[data-save-next]");
      if (button) button.form.requestSubmit(button);
    } else if (event.altKey && (event.key === "PageUp" || event.key === "PageDown")) {
      const link = document.querySelector(event.key === "PageUp" ? "[data-prev]" : "[data-next]");
      if (link) { take(); link.click(); }
    } else if (event.ctrlKey && event.key === "/") {
      const note = noteRow(scoreOf(target) || scores[0])?.querySelector("textarea");
      if (note) { take(); note.focus(); }
    } else if (inScore && (event.key === "ArrowDown" || event.key === "Enter")) { take(); step(target, 1); }
    else if (inScore && event.key === "ArrowUp") { take(); step(target, -1); }
    else if (inScore && event.key === "=") {
      take();
      if (target.dataset.self) { set(target, target.dataset.self); announce(`Lấy điểm tự chấm ${target.dataset.self}`); }
    } else if (inScore && event.key === "Escape") { take(); set(target, target.dataset.before || ""); target.select(); }
  });

  // The whole form, sent later, must not look older than what this page has saved itself.
  grid.addEventListener("lechan:saved", (event) => {
    const { field, data } = event.detail;
    const seen = grid.querySelector(`[name="phien-${field.split("-").pop()}"]`);
    if (seen && data.version !== undefined) seen.value = data.version;
  });

  scores.forEach(judge);
  total();
})();
