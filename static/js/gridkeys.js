// Keys of the scoring grid: they work only while the focus is inside it, are listed under "?" and can be switched off.
"use strict";
(() => {
  const { $$ } = window.lechan;
  const pane = document.querySelector(".lc-mark");
  const on = window.lechan.grid;
  const OFF = "lc-keys-off", GOING = "lc-keys-going";
  const toggle = document.querySelector("[data-grid-keys]");
  const stored = (store, key) => { try { return store.getItem(key); } catch { return null; } };
  const store = (place, key, value) => { try { place.setItem(key, value); } catch { /* Without storage the keys still work. */ } };
  if (toggle) {
    toggle.checked = stored(localStorage, OFF) !== "1";
    toggle.addEventListener("change", () => store(localStorage, OFF, toggle.checked ? "" : "1"));
  }
  const enabled = () => (toggle ? toggle.checked : stored(localStorage, OFF) !== "1");

  // Who came here by a key goes on where the next one is pressed; the page stays at its top.
  const going = () => store(sessionStorage, GOING, "1");
  const arrived = stored(sessionStorage, GOING) === "1";
  store(sessionStorage, GOING, "");
  const begin = pane.querySelector("form[data-begin]");
  begin?.addEventListener("submit", going);
  if (arrived && enabled()) {
    const empty = on && (on.scores.find((input) => !input.value) || on.scores[0]);
    if (on) on.grid.dataset.still = "";
    (empty || begin?.querySelector("button"))?.focus({ preventScroll: true });
    if (on) delete on.grid.dataset.still;
  }

  const beside = (event) => {
    const link = document.querySelector(event.key === "PageUp" ? "[data-prev]" : "[data-next]");
    if (!link) return;
    event.preventDefault();
    going();
    link.click();
  };
  const step = (input, by) => {
    const next = on.scores[on.scores.indexOf(input) + by];
    if (!next) return;
    next.focus();
    next.select();
  };
  const list = document.querySelector("[data-key-list]");
  const inScore = {
    ArrowDown: (input) => step(input, 1),
    Enter: (input) => step(input, 1),
    ArrowUp: (input) => step(input, -1),
    "=": (input) => {
      if (input.dataset.rule) on.take(input, input.dataset.rule, "theo cách tính");
      else if (input.dataset.self) on.take(input, input.dataset.self, "tự chấm");
    },
    "?": () => {
      list.open = !list.open;
      if (list.open) list.scrollIntoView({ block: "center" });
    },
  };

  pane.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-score], textarea")) event.target.dataset.before = event.target.value;
  });
  pane.addEventListener("keydown", (event) => {
    if (!enabled() || event.isComposing) return;
    const { target, key } = event;
    if (event.altKey && (key === "PageUp" || key === "PageDown")) { beside(event); return; }
    if (!on || !on.grid.contains(target)) return;
    const input = on.scoreOf(target);
    if (event.ctrlKey && key === "Enter") {
      event.preventDefault();
      going();
      on.grid.requestSubmit(on.grid.querySelector("[data-save-next]"));
    } else if (event.ctrlKey && key === "/") {
      event.preventDefault();
      const note = on.noteOf(input || on.scores[0]);
      (target === note ? input : note)?.focus();
    } else if (key === "Escape" && target.dataset.before !== undefined) {
      event.preventDefault();
      on.set(target, target.dataset.before);
    } else if (target === input && !event.ctrlKey && !event.altKey && inScore[key]) {
      event.preventDefault();
      inScore[key](input);
    }
  });
})();
