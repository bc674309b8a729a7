// The scoring grid: sums with their caps, reasons owed, presses that fill, and the two panes on one criterion.
"use strict";
(() => {
  const { $$, announce } = window.lechan;
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const scores = $$("[data-score]", grid);
  const pane = document.querySelector(".lc-read");

  // Hundredths as whole numbers: 0,1 + 0,2 must be 0,3.
  const hundredths = (text) => {
    const match = /^\s*(\d{1,4})(?:[.,](\d{1,2}))?\s*$/.exec(text || "");
    return match ? Number(match[1]) * 100 + Number((match[2] || "0").padEnd(2, "0")) : null;
  };
  const words = (n) => (n / 100).toFixed(2).replace(/0+$/, "").replace(/\.$/, "").replace(".", ",");

  const rowOf = (node) => node.closest("tr");
  const noteRow = (input) => { const row = rowOf(input).nextElementSibling; return row?.classList.contains("sub") ? row : null; };
  const noteOf = (input) => noteRow(input)?.querySelector("textarea");
  const scoreOf = (node) => {
    const row = rowOf(node);
    return row?.querySelector("[data-score]") || row?.previousElementSibling?.querySelector("[data-score]");
  };

  const total = () => {
    const sums = { BASE: 0, BONUS: 0, MINUS: 0 };
    let done = 0;
    for (const input of scores) { const n = hundredths(input.value); if (n !== null) { sums[input.dataset.part] += n; done += 1; } }
    const bonus = Math.min(sums.BONUS, hundredths(grid.dataset.bonusCap) ?? 0);
    const minus = Math.min(sums.MINUS, hundredths(grid.dataset.minusCap) ?? 0);
    const out = document.querySelector("[data-total]");
    if (out) out.textContent = words(Math.max(0, sums.BASE + bonus - minus));
    const count = document.querySelector("[data-scored]");
    if (count) count.textContent = `Đã chấm ${done}/${scores.length} tiêu chí`;
  };

  // Why the mark owes a reason, as the server says it (rules.why_owed).
  const owed = (input) => {
    const own = hundredths(input.value), self = hundredths(input.dataset.self), rule = hundredths(input.dataset.rule);
    const than = (other, what) => `${own < other ? "Thấp" : "Cao"} hơn ${what} ${words(Math.abs(own - other))} điểm`;
    if (own === null) return "";
    if (rule !== null && own !== rule) return than(rule, "cách tính");
    const far = self !== null && own !== self && Math.abs(own - self) * 100 >= self * Number(grid.dataset.notePercent);
    return far ? than(self, "tự chấm") : "";
  };
  const judge = (input) => {
    const row = noteRow(input), tag = row?.querySelector("[data-diff]");
    if (!tag) return;
    const why = owed(input), least = Number(grid.dataset.noteLeast);
    tag.hidden = !why;
    if (why) tag.textContent = `${why}: cần ghi lý do từ ${least} ký tự`;
    // A note that is owed stays in sight after the focus has moved on.
    if (why && noteOf(input).value.trim().length < least) row.classList.remove("quiet");
  };

  const set = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const take = (input, value, source) => {
    set(input, value);
    announce(`Lấy điểm ${source} ${value}`);
  };

  // The grid is on one criterion; the text follows it, and it follows the text.
  let here = null;
  const mark = (input) => {
    if (input === here) return;
    here = input;
    $$("tr.on", grid).forEach((row) => row.classList.remove("on"));
    rowOf(input).classList.add("on");
    $$("tr.sub", grid).forEach((row) => row.classList.toggle("near", row === noteRow(input)));
  };
  const textOf = (input) => input.dataset.read && document.querySelector(input.dataset.read);
  grid.addEventListener("focusin", (event) => {
    const input = scoreOf(event.target);
    if (!input) return;
    const moved = input !== here;
    mark(input);
    if (moved && grid.dataset.still === undefined) textOf(input)?.scrollIntoView({ block: "start" });
  });
  const wide = window.matchMedia("(min-width: 62rem)");
  const follow = () => {
    if (!wide.matches || grid.contains(document.activeElement)) return;
    const top = pane.getBoundingClientRect().top + 80;
    const passed = scores.filter((input) => { const text = textOf(input); return text && text.getBoundingClientRect().top <= top; });
    const input = passed.pop() || scores[0];
    if (input === here) return;
    mark(input);
    rowOf(input).scrollIntoView({ block: "nearest" });
  };
  let waiting = false;
  pane?.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });

  grid.addEventListener("input", (event) => {
    const input = scoreOf(event.target);
    if (!input) return;
    if (event.target === input) total();
    judge(input);
  });
  for (const button of $$("[data-take]", grid)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = scoreOf(button);
      take(input, input.dataset.rule, "theo cách tính");
      input.focus();
    });
  }
  const none = grid.querySelector("[data-no-extras]");
  if (none) {
    none.hidden = false;
    none.addEventListener("click", () => {
      const empty = scores.filter((input) => input.dataset.part !== "BASE" && !input.value.trim());
      for (const input of empty) { set(input, "0"); input.dispatchEvent(new Event("change", { bubbles: true })); }
      announce(`Đã ghi 0 cho ${empty.length} tiêu chí thưởng, trừ`);
    });
  }

  // The whole form, sent later, must not look older than what this page has saved itself.
  grid.addEventListener("lechan:saved", (event) => {
    const { field, data } = event.detail;
    const seen = grid.querySelector(`[name="phien-${field.split("-").pop()}"]`);
    if (seen && data.version !== undefined) seen.value = data.version;
  });

  scores.forEach(judge);
  total();
  window.lechan.grid = { grid, scores, scoreOf, noteOf, set, take };
})();
