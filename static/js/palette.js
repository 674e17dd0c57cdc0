// The command palette: Ctrl+K, or the search box of the header. Lines come from the server; what the
// page itself offers (its buttons and menus) is taken from the page.

const WAIT = 90
const MOST_SEEN = 8
const MOST_HERE = 6
const RECORD = /^\/(groups|studies|sponsors|partnerships)\/([0-9a-f-]{36})\/$/

const keyOf = () => `pagcrm-seen-${document.body.dataset.user}`
const readSeen = () => {
  try { return JSON.parse(localStorage.getItem(keyOf())) || [] } catch { return [] }
}

// Ids alone are kept, no names; the server says what they are now, if they still are.
function remember() {
  const id = RECORD.exec(window.location.pathname)?.[2]
  if (!id || !document.body.dataset.user) return
  const ids = [id, ...readSeen().filter((one) => one !== id)].slice(0, MOST_SEEN)
  try { localStorage.setItem(keyOf(), JSON.stringify(ids)) } catch { /* private window */ }
}

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []
const labelOf = (link) => (link.dataset.dialog || link.textContent).replace(/\s+/g, " ").trim()

function offeredHere(typed) {
  const asked = wordsOf(typed)
  const links = document.querySelectorAll("main .page-head a.btn, main .page-head .menu-item, main #verdict a.btn, main h2 a[data-dialog]")
  const found = new Map()
  for (const link of links) {
    const label = labelOf(link)
    const known = wordsOf(label)
    const fits = asked.every((word) => known.some((one) => one.startsWith(word)))
    if (label && fits && !found.has(link.href)) found.set(link.href, { link, label })
  }
  return [...found.values()].slice(0, MOST_HERE)
}

function sectionOf(dialog, offers) {
  const group = document.createElement("div")
  group.setAttribute("role", "group")
  group.setAttribute("aria-label", dialog.dataset.here)
  const title = Object.assign(document.createElement("div"), { className: "palette-title", textContent: dialog.dataset.here })
  title.setAttribute("aria-hidden", "true")
  group.append(title)
  for (const { link, label } of offers) {
    const option = Object.assign(document.createElement("a"), { href: link.href, textContent: label, tabIndex: -1 })
    option.setAttribute("role", "option")
    if (link.dataset.dialog) option.dataset.dialog = link.dataset.dialog
    group.append(option)
  }
  return group
}

export function startPalette() {
  remember()
  const dialog = document.getElementById("palette")
  if (!dialog) return
  const [input, list, status] = ["input", "[role=listbox]", "[role=status]"].map((part) => dialog.querySelector(part))
  const box = document.getElementById("site-search")
  let timer, asking, opener
  const options = () => [...list.querySelectorAll("[role=option]")]

  function choose(option, scroll = true) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option))
    if (option) input.setAttribute("aria-activedescendant", option.id)
    else input.removeAttribute("aria-activedescendant")
    if (scroll) option?.scrollIntoView({ block: "nearest" })
  }

  function show(html) {
    list.innerHTML = html
    const here = offeredHere(input.value)
    if (here.length) {
      list.querySelector("[data-none]")?.remove()
      list.prepend(sectionOf(dialog, here))
    }
    options().forEach((option, n) => { option.id = `palette-option-${n}` })
    const n = options().length
    status.textContent = n === 1 ? dialog.dataset.one : dialog.dataset.many.replace("{n}", n)
    input.setAttribute("aria-expanded", String(n > 0))
    choose(options()[0])
  }

  async function ask() {
    asking?.abort()
    asking = new AbortController()
    const query = new URLSearchParams({ q: input.value })
    if (!input.value.trim()) for (const id of readSeen()) query.append("seen", id)
    try {
      const headers = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" }
      const response = await fetch(`${dialog.dataset.url}?${query}`, { headers, signal: asking.signal })
      const next = response.headers.get("HX-Redirect")
      if (next) window.location.assign(next)
      else if (response.ok) show(await response.text())
      else throw new Error(response.statusText)
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = dialog.dataset.failed
    }
  }

  function open(text = "") {
    if (dialog.open || document.querySelector("dialog[open]")) return
    opener = document.activeElement
    input.value = text
    list.replaceChildren()
    dialog.showModal()
    input.focus()
    ask()
  }

  function take(option) {
    dialog.close()
    opener?.focus()
    option.click()
  }

  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  })
  input.addEventListener("keydown", (event) => {
    const all = options()
    const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true")
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: Math.min(now + 5, all.length - 1), PageUp: Math.max(now - 5, 0) }
    if (event.key in steps && all.length) {
      event.preventDefault()
      choose(all[(steps[event.key] + all.length) % all.length])
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault()
      if (all[now]) take(all[now])
    }
  })
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]")
    if (option && option.getAttribute("aria-selected") !== "true") choose(option, false)
  })
  list.addEventListener("click", (event) => {
    if (event.target.closest("[role=option]") && dialog.open) dialog.close()
  })
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-palette-close]")) dialog.close()
  })
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault()
      if (dialog.open) dialog.close()
      else open()
    }
  })
  if (!box) return
  box.placeholder = dialog.dataset.placeholder
  box.labels[0].textContent = dialog.dataset.placeholder
  box.setAttribute("aria-haspopup", "dialog")
  box.addEventListener("click", () => open(box.value))
  box.addEventListener("input", () => {
    open(box.value)
    box.value = ""
  })
  box.addEventListener("keydown", (event) => {
    if (["ArrowDown", "Enter"].includes(event.key) && !event.isComposing) {
      event.preventDefault()
      open(box.value)
    }
  })
}
