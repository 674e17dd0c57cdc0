// Long texts are kept on this device while somebody types, by person and form, and offered again
// when the form is opened. They go once the text was saved, after two weeks, or with the sign-out.

const PREFIX = "pagcrm-draft"
const SENT = "pagcrm-sent"
const WAIT = 400
const FEWEST = 3
const KEPT_MS = 14 * 24 * 60 * 60 * 1000

const user = () => document.body.dataset.user
const keyOf = (url) => {
  const { pathname, search } = new URL(url, window.location)
  return `${PREFIX}:${user()}:${pathname}${search}`
}
const addressOf = (key) => key.split(":").slice(2).join(":")

function attempt(job, otherwise = null) {
  try { return job() } catch { return otherwise } // a private window, or full
}
const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)))
const forget = (key) => attempt(() => localStorage.removeItem(key))
const mine = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}:${user()}:`)), [])

const areasOf = (form) => [...form.querySelectorAll("textarea[name]")]

// What came back from the server with errors is the area's default, yet it was never saved.
function save(form, key, title) {
  const before = read(key)?.texts || {}
  const texts = Object.fromEntries(
    areasOf(form)
      .filter((area) => (area.value !== area.defaultValue || area.name in before) && area.value.trim().length >= FEWEST)
      .map((area) => [area.name, area.value]),
  )
  if (Object.keys(texts).length) attempt(() => localStorage.setItem(key, JSON.stringify({ texts, title, at: Date.now() })))
  else forget(key)
}

function noticeOf(draft) {
  const notice = document.getElementById("draft-notice").content.firstElementChild.cloneNode(true)
  const lang = document.documentElement.lang
  const at = new Date(draft.at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" })
  notice.querySelector("[data-draft-at]").textContent = at
  notice.querySelector("[data-draft-title]").textContent = draft.title
  return notice
}

function offer(form, key) {
  const draft = read(key)
  if (!draft?.texts) return
  const lost = areasOf(form).filter((area) => area.name in draft.texts && draft.texts[area.name] !== area.value)
  if (!lost.length) return
  const notice = noticeOf(draft)
  notice.querySelector("[data-draft-open]").remove()
  notice.querySelector("[data-draft-restore]").addEventListener("click", () => {
    for (const area of lost) {
      area.value = draft.texts[area.name]
      area.dispatchEvent(new Event("input", { bubbles: true }))
    }
    notice.remove()
    lost[0].focus()
  })
  notice.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget(key)
    notice.remove()
    areasOf(form)[0].focus()
  })
  form.prepend(notice)
}

// Forms that are shown: the page's own, or those of a dialog with its own address.
export function startDrafts(root, url = window.location.href) {
  if (!user() || !document.getElementById("draft-notice")) return
  const forms = [...root.querySelectorAll("form[method=post]")].filter((form) => areasOf(form).length && (root !== document || !form.closest("dialog")))
  const title = (root.querySelector("h1") || document.querySelector("main h1"))?.textContent.replace(/\s+/g, " ").trim()
  for (const form of forms) {
    const key = keyOf(form.getAttribute("action") || url)
    offer(form, key)
    if (attempt(() => sessionStorage.getItem(SENT))?.endsWith(key)) attempt(() => sessionStorage.removeItem(SENT)) // not saved
    let timer
    form.addEventListener("input", (event) => {
      if (!event.target.matches("textarea")) return
      clearTimeout(timer)
      timer = setTimeout(() => save(form, key, title), WAIT)
    })
    form.addEventListener("submit", () => {
      clearTimeout(timer)
      save(form, key, title)
      attempt(() => sessionStorage.setItem(SENT, key))
    })
  }
}

// A page after a form was sent: saved, unless it is the form again, or the session was lost.
function settle() {
  const sent = attempt(() => sessionStorage.getItem(SENT))
  if (!sent) return
  if (!user()) {
    attempt(() => sessionStorage.setItem(SENT, `lost ${sent}`))
    return
  }
  attempt(() => sessionStorage.removeItem(SENT))
  const key = sent.replace(/^(lost )+/, "")
  if (key === sent) forget(key)
  else if (read(key)) remind(key)
}

// The session was lost while a dialog was open: its form is a link away.
function remind(key) {
  const notice = noticeOf(read(key))
  notice.querySelector("[data-draft-restore]").remove()
  notice.querySelector("[data-draft-open]").href = addressOf(key)
  notice.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget(key)
    notice.remove()
  })
  document.getElementById("messages")?.append(notice)
}

function startSignOut() {
  const choice = document.querySelector("[data-drafts-forget]")
  if (!choice) return
  const refresh = () => { choice.hidden = !mine().length }
  refresh()
  choice.closest("[popover]")?.addEventListener("beforetoggle", refresh)
  choice.closest("form").addEventListener("submit", () => {
    if (choice.querySelector("input").checked) {
      mine().forEach(forget)
      attempt(() => localStorage.removeItem(`pagcrm-seen-${user()}`))
    }
  })
}

export function keepDrafts() {
  for (const key of mine()) if (!(Date.now() - read(key)?.at < KEPT_MS)) forget(key)
  startDrafts(document)
  settle()
  startSignOut()
}
