// The office's list: what is ticked, said in words. Without this file the same form works by its own buttons.
"use strict";
(() => {
  const ready = (form) => {
    const bar = form.querySelector("[data-bulk]");
    const words = bar.querySelector("[data-picked]");
    const all = bar.querySelector("[data-all]");
    const page = bar.querySelector("[data-page]");
    const ticks = [...form.querySelectorAll("input[name=bao-cao]")];
    const say = () => {
      const count = ticks.filter((tick) => tick.checked).length;
      bar.hidden = !count && !all.checked;
      words.textContent = all.checked ? words.dataset.allWords : `Đã chọn ${count} trên trang này.`;
      // Every row is on the page already: nothing more to choose.
      all.parentElement.hidden = Number(form.dataset.count) <= ticks.length;
      page.hidden = count === ticks.length;
      for (const tick of ticks) tick.closest("tr").classList.toggle("picked", tick.checked || all.checked);
    };
    page.addEventListener("click", () => { for (const tick of ticks) tick.checked = true; say(); });
    form.addEventListener("change", say);
    say();
  };
  const look = () => { for (const form of document.querySelectorAll("[data-picks]")) ready(form); };
  document.addEventListener("htmx:afterSwap", look);
  // The browser puts ticks back on the way back.
  window.addEventListener("pageshow", look);
})();
