// What the pages of the flows share: a click on an element with `data-does` carries out its deeds, in order, separated
// by ";". The body is busy as long as a deed waits.
const find = (id) => document.getElementById(id);
const DEEDS = {
  page(id) {
    document.querySelectorAll("[data-page]").forEach((page) => (page.hidden = page.id !== id));
    document.querySelectorAll("nav button").forEach((each) => each.classList.toggle("here", each.dataset.does.includes(`page ${id}`)));
  },
  show: (id) => (find(id).hidden = false),
  hide: (id) => (find(id).hidden = true),
  say(id, ...words) {
    find(id).textContent = words.join(" ");
  },
  wait: (ms) => new Promise((done) => setTimeout(done, Number(ms))),
  toast(...words) {
    const toast = document.body.appendChild(document.createElement("div"));
    toast.className = "toast";
    toast.textContent = words.join(" ");
  },
};

async function act(control) {
  document.querySelectorAll(".toast").forEach((toast) => toast.remove());
  if (control.role === "switch") control.ariaChecked = control.ariaChecked === "true" ? "false" : "true";
  if (control.classList.contains("pick")) {
    control.parentElement.querySelectorAll(".pick").forEach((each) => (each.ariaChecked = String(each === control)));
  }
  if (control.closest(".tabs")) {
    control.parentElement.querySelectorAll("button").forEach((each) => each.classList.toggle("here", each === control));
  }
  document.body.dataset.busy = "";
  for (const deed of (control.dataset.does ?? "").split(";")) {
    const [verb, ...words] = deed.trim().split(" ");
    if (verb === "wait") control.setAttribute("aria-busy", "true");
    if (verb) await DEEDS[verb](...words);
  }
  control.removeAttribute("aria-busy");
  delete document.body.dataset.busy;
}

document.addEventListener("click", (event) => {
  const control = event.target.closest("button, [data-does]");
  if (control) act(control);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".title").forEach((title) => title.remove());
});
