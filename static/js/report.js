// The report form: what the plain form says it has seen follows what was saved while typing.
"use strict";
(() => {
  const form = document.getElementById("bao-cao");
  if (!form) return;
  const follow = () => {
    for (const field of form.querySelectorAll("[data-field][data-version]")) {
      const seen = form.elements[`seen-${field.dataset.field}`];
      if (seen) seen.value = field.dataset.version;
    }
  };
  form.addEventListener("lechan:saved", follow);
  form.addEventListener("submit", follow, true);
  // A link to a field inside a folded criterion opens it first.
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target.scrollIntoView({ block: "center" });
    if (target.matches("input, textarea, select")) target.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", unfold);
  unfold();
})();
