// Small helps. Every page works without them.
"use strict";

// Errors take the focus, so that a screen reader and a keyboard start there; a link leads into its field.
function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
  });
}

// A second click on a button that is already working is not sent.
function guardDoubleSubmit() {
  const release = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    // An answer that is a download leaves the page standing.
    window.setTimeout(release, 20000);
  });
  // Coming back by the browser's own button finds the form usable again.
  window.addEventListener("pageshow", release);
}

// The open page of a wizard is saved while it is filled in; leaving with unsaved words is asked about.
function keepDraft(form) {
  const told = form.querySelector("[data-saved-at]");
  const autosaves = form.hasAttribute("data-autosave");
  let changed = false;
  let running = false;
  let timer = 0;
  let resume = null;

  const save = async () => {
    if (running || !changed || form.dataset.sent) return;
    running = true;
    changed = false;
    const answers = new FormData(form);
    answers.set("go", "autosave");
    // Papers go with the page itself: they are large, and a weak line should carry them once.
    for (const input of form.querySelectorAll("input[type=file]")) answers.delete(input.name);
    try {
      const response = await fetch(form.action, { method: "POST", body: answers, redirect: "error" });
      if (!response.ok) throw new Error(String(response.status));
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      told.replaceChildren(...answer.body.childNodes);
      if (changed) timer = window.setTimeout(save, 2500);
    } catch {
      changed = true;
      const words = told.querySelector("[data-words]");
      if (words) words.textContent = told.dataset.failed;
      timer = window.setTimeout(save, 15000);
    } finally {
      running = false;
      if (resume) {
        window.clearTimeout(timer);
        const go = resume;
        resume = null;
        go();
      }
    }
  };

  // The page goes out after a save that is under way: it must carry the version which that save gives.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    const { submitter } = event;
    resume = () => form.requestSubmit(submitter);
  });
  form.addEventListener("input", () => {
    changed = true;
    if (!autosaves || !told) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 2500);
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !form.dataset.sent) event.preventDefault();
  });
}

// On a phone each row of the board folds to its three states.
function foldBoard(table) {
  const label = table.dataset.unfold;
  if (!label) return;
  for (const row of table.tBodies[0].rows) {
    const name = row.querySelector("th");
    if (!name) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `${label}: ${(name.querySelector("a") || name).textContent.trim()}`);
    button.addEventListener("click", () => {
      const folded = row.classList.toggle("folded");
      button.setAttribute("aria-expanded", String(!folded));
    });
    row.classList.add("folded");
    name.append(button);
  }
}

focusErrors();
guardDoubleSubmit();
for (const form of document.querySelectorAll("form[data-autosave], form[data-warn-unsaved]")) keepDraft(form);
for (const table of document.querySelectorAll("table.board[data-unfold]")) foldBoard(table);

// Browsers that cannot open folded text by style alone get it opened on wide screens.
if (window.matchMedia("(min-width: 60em)").matches && !CSS.supports("selector(::details-content)")) {
  for (const fold of document.querySelectorAll("details.fold")) fold.open = true;
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    if (button.dataset.copied) button.textContent = button.dataset.copied;
  });
}

for (const control of document.querySelectorAll("form[data-auto-submit] select")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}
