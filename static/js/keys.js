// Single keys for every job; listed on a sheet (?), where they can be switched off (WCAG 2.1.4).
// They rest while somebody types, while a dialog is open, and with Ctrl, Alt or Meta.

const STORE = "pagcrm-keys"
const SEQUENCE_MS = 1500
const LONG_AGO = -SEQUENCE_MS // also for a page that was opened a moment ago
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"
const ROWS = "main tbody tr, main .rows > li"
const LINK = "a[href], button, summary"

const isOn = () => {
  try { return localStorage.getItem(STORE) !== "off" } catch { return true }
}
const click = (selector) => {
  const found = document.querySelector(selector)
  found?.click()
  return Boolean(found)
}

const allRows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector(LINK) && row.checkVisibility())
const linkOf = (row) => row.querySelector("th a[href]") || row.querySelector(LINK)

function step(by) {
  const rows = allRows()
  if (!rows.length) return false
  const now = rows.findIndex((row) => row.contains(document.activeElement))
  const next = now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, now + by))
  linkOf(rows[next]).focus()
  rows[next].scrollIntoView({ block: "nearest" })
  return true
}

function select() {
  const box = document.activeElement.closest(ROWS)?.querySelector("input[type=checkbox]")
  box?.click()
  return Boolean(box)
}

// d, s, r, a: the button of the row in which one is. The page comes back without the row, so the
// one that has taken its place is where one goes on.
const PLACE = "pagcrm-row"
function inRow(key) {
  const row = document.activeElement.closest(ROWS)
  const target = row?.querySelector(`[data-key="${key}"]`)
  if (!target) return false
  if (target.type === "submit") {
    try { sessionStorage.setItem(PLACE, `${allRows().indexOf(row)} ${location.pathname}`) } catch { /* private window */ }
  }
  target.click()
  return true
}

function backToRow() {
  let kept = null
  try {
    kept = sessionStorage.getItem(PLACE)
    sessionStorage.removeItem(PLACE)
  } catch { /* private window */ }
  if (!kept) return
  const [place, path] = kept.split(" ")
  const rows = allRows()
  if (path === location.pathname && rows.length) linkOf(rows[Math.min(Number(place), rows.length - 1)]).focus()
}

const DEEDS = {
  l: () => click(".log-touch, .phone-bar a"),
  n: () => click("main .page-head .actions a.btn-primary"),
  w: () => click("main a[href*='/write/']"),
  e: () => click("main a[href$='/edit/']"),
  "/": () => click("#site-search"),
  j: () => step(1),
  k: () => step(-1),
  x: select,
}

export function startKeys() {
  const sheet = document.getElementById("keys")
  if (!sheet) return
  const chosen = sheet.querySelector("#keys-on")
  let begun = LONG_AGO

  const open = () => {
    if (document.querySelector("dialog[open]")) return
    chosen.checked = isOn()
    sheet.showModal()
  }
  const places = Object.fromEntries([...sheet.querySelectorAll("[data-go]")].map((part) => [part.dataset.go, part.dataset.url]))

  chosen.addEventListener("change", () => {
    try { localStorage.setItem(STORE, chosen.checked ? "on" : "off") } catch { /* private window */ }
  })
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-keys-close]")) sheet.close()
  })
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false
    button.addEventListener("click", () => {
      button.closest("[popover]")?.hidePopover()
      open()
    })
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]") || !isOn()) return
    if (event.repeat && !["j", "k"].includes(event.key)) return
    const going = event.timeStamp - begun < SEQUENCE_MS
    begun = LONG_AGO
    if (going && places[event.key]) {
      event.preventDefault()
      window.location.assign(places[event.key])
    } else if (event.key === "g") begun = event.timeStamp
    else if (event.key === "?") {
      event.preventDefault()
      open()
    } else if (DEEDS[event.key]) {
      event.preventDefault()
      DEEDS[event.key]()
    } else if (/^[a-z]$/.test(event.key) && inRow(event.key)) event.preventDefault()
  })
  backToRow()
}
