// A file that does not open says so, and what can be done about it.
"use strict";
(() => {
  const { $$, el } = window.lechan;
  const broken = (picture) => {
    const view = picture.closest(".lc-view");
    if (!view) return;
    view.querySelector("[data-broken]").hidden = false;
    picture.closest(".pg").hidden = true;
  };
  // An error of a picture does not bubble; one that failed before this script ran is complete and has no width.
  document.addEventListener("error", (event) => { if (event.target instanceof HTMLImageElement) broken(event.target); }, true);
  $$(".lc-view img").filter((picture) => picture.complete && !picture.naturalWidth).forEach(broken);

  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      if (!event.target.matches(".lc-chip")) return;
      const words = el("div", { class: "lc-error", role: "alert" }, "Tệp không mở được. Thử lại.");
      document.querySelector(event.target.getAttribute("hx-target"))?.replaceChildren(words);
    });
  }
})();
