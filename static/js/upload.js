// Files go up one by one in the background: [data-upload-url] holds the plain file field and, before it, a list.
"use strict";
(() => {
  const { $$, el, announce, csrf, number } = window.lechan;
  const AT_ONCE = 2;
  const PHOTO_EDGE = 2000;
  const queue = [];
  let running = 0;
  let held = null;

  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(Math.round(bytes / 104857.6) / 10).toString().replace(".", ",")} MB`);

  // A phone's photograph of 12 MB says no more than one of 2000 pixels.
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size < 1048576 || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = PHOTO_EDGE / Math.max(picture.width, picture.height);
      if (scale >= 1) return file;
      const canvas = el("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.png$/i, ".jpg"), { type: "image/jpeg" }) : file;
    } catch { return file; }
  };

  const row = (job) => {
    job.line = el("span", { class: "fs" }, "Đang chờ gửi");
    job.bar = el("progress", { max: "100", value: "0", "aria-label": `Đang gửi ${job.file.name}` });
    job.stop = el("button", { type: "button", class: "btn btn-quiet", "aria-label": `Dừng gửi ${job.file.name}` }, "Dừng");
    job.again = el("button", { type: "button", class: "btn btn-quiet", hidden: "", "aria-label": `Gửi lại ${job.file.name}` }, "Gửi lại");
    job.row = el("li", {}, el("span", {}), el("div", {}, el("span", { class: "nm" }, job.file.name), job.bar, job.line),
      el("span", {}, job.again, job.stop));
    job.stop.addEventListener("click", () => { drop(job); announce(`Đã dừng gửi ${job.file.name}`); });
    job.again.addEventListener("click", () => enqueue(job));
    job.list.hidden = false;
    job.list.append(job.row);
  };
  const drop = (job) => {
    job.gone = true;
    clearTimeout(job.timer);
    if (job.request) job.request.abort();
    const index = queue.indexOf(job);
    if (index >= 0) queue.splice(index, 1);
    job.row.remove();
    if (!job.list.children.length) job.list.hidden = true;
  };
  const enqueue = (job) => {
    clearTimeout(job.timer);
    job.again.hidden = true;
    job.bar.hidden = false;
    job.line.textContent = "Đang chờ gửi";
    if (!queue.includes(job)) queue.push(job);
    next();
  };
  const next = () => {
    while (running < AT_ONCE && queue.length) send(queue.shift());
    if (!running && !queue.length && held) { const { form, button } = held; held = null; form.requestSubmit(button); }
  };
  const finish = () => { running -= 1; next(); };

  const send = async (job) => {
    running += 1;
    if (!job.small) job.small = await shrink(job.file);
    if (job.gone) { finish(); return; }
    if (job.limit && job.small.size > job.limit) {
      const most = Math.round(job.limit / 1048576);
      refuse(job, `Tệp nặng ${size(job.small.size)}, quá mức ${most} MB. Chụp lại từng trang hoặc gửi đường dẫn.`);
      finish();
      return;
    }
    const data = new FormData();
    for (const input of $$("input[type=hidden]", job.zone)) if (input.name !== "csrfmiddlewaretoken") data.append(input.name, input.value);
    data.append("csrfmiddlewaretoken", csrf());
    data.append("upload_id", job.id);
    data.append(job.name, job.small, job.small.name);
    const request = new XMLHttpRequest();
    job.request = request;
    request.open("POST", job.url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      const share = Math.round((event.loaded / event.total) * 100);
      job.bar.value = share;
      job.line.textContent = `Đang gửi ${share}% của ${size(event.total)}. Cứ làm tiếp việc khác.`;
    });
    request.addEventListener("load", () => { received(job, request); finish(); });
    request.addEventListener("error", () => { broken(job); finish(); });
    request.addEventListener("abort", finish);
    request.send(data);
  };

  const received = (job, request) => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a sign-in page or a proxy's page is not JSON */ }
    if (request.status >= 200 && request.status < 300 && answer.ok) {
      const holder = el("template");
      holder.innerHTML = answer.html;
      const fresh = holder.content.firstElementChild;
      job.row.replaceWith(fresh);
      if (window.htmx) window.htmx.process(fresh);
      announce(`Đã nhận tệp ${job.file.name}`);
    } else if (answer.error) refuse(job, answer.error);
    else if (request.status === 413) refuse(job, "Tệp nặng quá mức cho phép. Chụp lại từng trang hoặc gửi đường dẫn.");
    else if (request.status === 401 || request.status === 403 || request.status === 200) {
      refuse(job, "Hết phiên làm việc. Đăng nhập lại ở thẻ khác rồi bấm Gửi lại.");
      job.again.hidden = false;
    } else broken(job);
  };
  const refuse = (job, words) => {
    job.bar.hidden = true;
    job.line.replaceChildren(el("span", { class: "bad", role: "alert" }, words));
    job.stop.textContent = "Bỏ";
  };
  const broken = (job) => {
    job.bar.hidden = true;
    job.line.replaceChildren(el("span", { class: "bad" }, "Mất mạng giữa chừng."), " Tệp tự gửi lại khi có mạng.");
    job.again.hidden = false;
    job.broken = true;
    job.wait = Math.min((job.wait || 5) * 2, 60);
    job.timer = setTimeout(() => enqueue(job), job.wait * 1000);
    waitingForNet.add(job);
  };
  const waitingForNet = new Set();
  window.addEventListener("online", () => { for (const job of waitingForNet) if (!job.gone) enqueue(job); waitingForNet.clear(); });

  const start = (zone) => {
    if (zone.dataset.ready) return;
    zone.dataset.ready = "1";
    const inputs = $$("input[type=file]", zone);
    const list = document.querySelector(zone.dataset.uploadList) || zone.parentElement.querySelector(".lc-files");
    const take = (files, name) => {
      for (const file of files) {
        const job = { file, zone, list, id: crypto.getRandomValues(new Uint32Array(4)).join("-"), name,
          url: zone.dataset.uploadUrl, limit: Number(zone.dataset.uploadMax || 0) };
        row(job);
        enqueue(job);
      }
    };
    // Cancelling the file dialog changes nothing; choosing starts at once.
    for (const input of inputs) {
      input.addEventListener("change", () => { take([...input.files], input.name); input.value = ""; });
    }
    for (const button of $$("button[type=submit]", zone)) button.hidden = true;
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      take([...event.dataTransfer.files], inputs[0].name);
    });
  };
  const startAll = (within) => $$("[data-upload-url]", within).forEach(start);
  document.addEventListener("DOMContentLoaded", () => startAll(document));
  document.addEventListener("htmx:load", (event) => startAll(event.target));

  window.addEventListener("beforeunload", (event) => { if (running || queue.length) event.preventDefault(); });
  document.addEventListener("submit", (event) => {
    const left = running + queue.length;
    if (!left || event.target.method !== "post") return;
    event.preventDefault();
    held = { form: event.target, button: event.submitter };
    announce(`Đang gửi nốt ${number(left)} tệp`);
    if (event.submitter) event.submitter.textContent = `Đang gửi nốt ${number(left)} tệp`;
  }, true);
})();
