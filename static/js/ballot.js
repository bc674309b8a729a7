// The ballot: counts what is chosen, goes from step to step without leaving a trace in the browser's history, and says
// honestly when an answer is lost. It keeps nothing: no storage, no request but the ballot's own. Works without it too.
"use strict";
(() => {
  const main = document.getElementById("noi-dung");
  const bar = () => document.querySelector(".lc-bar");
  let busy = false;

  // A page brought back from the browser's memory would still show the choices.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const count = () => {
    const inputs = [...main.querySelectorAll("input[type=radio]")];
    if (!inputs.length) return;
    const lines = new Set(inputs.map((input) => input.name)).size;
    const chosen = inputs.filter((input) => input.checked).length;
    const write = (selector, words) => {
      const node = document.querySelector(selector);
      node.hidden = false;
      node.textContent = words;
    };
    write("[data-chosen-long]", `Đã chọn ${chosen} trên ${lines} dòng`);
    write("[data-chosen-short]", `Đã chọn ${chosen}/${lines}`);
  };

  // The address stays that of the ballot (or of the last page): Back leads out, never to an earlier step.
  const show = (text, form) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!page.getElementById("phieu")) { location.replace(form.dataset.home); return; }
    const next = page.getElementById("noi-dung");
    const address = page.getElementById("ballot") ? form.dataset.home : form.dataset.done;
    history.replaceState(null, "", address);
    document.title = page.title;
    main.replaceChildren(...next.childNodes);
    bar()?.remove();
    const nextBar = page.querySelector(".lc-bar");
    if (nextBar) main.after(nextBar);
    window.scrollTo(0, 0);
    (main.querySelector("[role=alert]:not([hidden])") || main).focus();
    count();
  };

  document.addEventListener("change", count);
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.id !== "ballot" || !button) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const words = [...button.childNodes];
    button.textContent = button.dataset.busy || "Đang gửi…";
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(button.hasAttribute("formaction") ? button.formAction : form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", cache: "no-store",
        signal: AbortSignal.timeout(20000),
      });
      show(await answer.text(), form);
    } catch {
      // Arrived or not: only the server knows, and it never counts twice.
      button.replaceChildren(...words);
      button.removeAttribute("aria-disabled");
      form.querySelector("castButton" in button.dataset ? "[data-unsure]" : "[data-unsent]").hidden = false;
    }
    busy = false;
  });
  count();
})();
