// The sum of the base said while points are typed, and only the fields of the chosen kind. The server says the same without scripts.
"use strict";
(() => {
  const { $$ } = window.lechan;
  const form = document.querySelector("[data-criteria]");
  const said = document.querySelector("[data-total]");
  const copy = document.querySelector("[data-total-copy]");
  if (!form) return;

  // Hundredths as whole numbers: sums of points are exact here too. NaN for what is no number of points.
  const hundredths = (text) => {
    const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim());
    return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : NaN;
  };
  const shown = (value) => {
    const whole = Math.floor(value / 100);
    const rest = String(value % 100).padStart(2, "0").replace(/0+$/, "");
    return rest ? `${whole},${rest}` : String(whole);
  };
  const words = (total) => {
    if (total === 10000) return `Tổng ${shown(total)}/100`;
    return `Tổng ${shown(total)}/100, ${total < 10000 ? "còn thiếu" : "thừa"} ${shown(Math.abs(10000 - total))}`;
  };
  const points = $$('[data-points="BASE"]');
  const rest = hundredths(form.dataset.rest || "0");
  const say = () => {
    const total = points.reduce((sum, field) => sum + (hundredths(field.value) || 0), rest || 0);
    const text = words(total);
    said.classList.toggle("off", total !== 10000);
    if (said.textContent !== text) said.textContent = text;
    if (copy) copy.textContent = text;
  };
  if (said && points.length) {
    for (const field of points) field.addEventListener("input", say);
    say();
  }

  const kinds = $$('input[name="kind"]');
  const fit = () => {
    const chosen = kinds.find((kind) => kind.checked);
    for (const part of $$("[data-kinds]")) part.hidden = Boolean(chosen) && !part.dataset.kinds.split(" ").includes(chosen.value);
  };
  for (const kind of kinds) kind.addEventListener("change", fit);
  fit();
})();
