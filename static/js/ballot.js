// The ballot: counts what is chosen, says honestly when the answer is lost, and never shows choices after Back.
// It keeps nothing: no storage, no request of its own but the ballot itself.
"use strict";
(() => {
  const form = document.getElementById("ballot");

  // A page brought back from the browser's memory would still show the choices.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("pagehide", () => { if (form && "cast" in form.dataset) form.hidden = true; });

  const count = () => {
    const groups = new Set([...form.querySelectorAll("input[type=radio]")].map((input) => input.name));
    const chosen = form.querySelectorAll("input[type=radio]:checked").length;
    const write = (selector, words) => {
      const node = document.querySelector(selector);
      node.hidden = false;
      node.textContent = words;
    };
    write("[data-chosen-long]", `Đã chọn ${chosen} trên ${groups.size} dòng`);
    write("[data-chosen-short]", `Đã chọn ${chosen}/${groups.size}`);
  };
  if (form && "ballot" in form.dataset) {
    form.addEventListener("change", count);
    count();
  }

  const show = (answer) => {
    const page = new DOMParser().parseFromString(answer, "text/html");
    const next = page.getElementById("phieu");
    if (!next) { location.replace(form.dataset.doneUrl); return; }
    history.replaceState(null, "", form.dataset.doneUrl);
    document.title = page.title;
    document.querySelector(".lc-bar")?.remove();
    document.getElementById("phieu").replaceWith(next);
    next.focus();
  };

  if (form && "cast" in form.dataset) {
    form.addEventListener("submit", async (event) => {
      const button = event.submitter;
      if (!button || !("castButton" in button.dataset)) return;
      event.preventDefault();
      if (form.dataset.sent) return;
      form.dataset.sent = "1";
      const words = button.textContent;
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-disabled", "true");
      try {
        const answer = await fetch(form.action, {
          method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", cache: "no-store",
          signal: AbortSignal.timeout(20000),
        });
        show(await answer.text());
      } catch {
        // Sent or not: only the server knows, and it never counts twice.
        delete form.dataset.sent;
        button.textContent = words;
        button.removeAttribute("aria-disabled");
        form.querySelector("[data-unsure]").hidden = false;
      }
    });
  }
})();
