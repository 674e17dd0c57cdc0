// Light or dark as the person chose; without a choice, or without JavaScript, the system decides.
(() => {
  const root = document.documentElement
  const key = "pagcrm-theme"
  const read = () => {
    try { return localStorage.getItem(key) || "system" } catch { return "system" }
  }
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.bsTheme = theme
    else delete root.dataset.bsTheme
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme))
    }
  }
  apply(read())
  document.addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("[data-theme-switch]")) part.hidden = false
    apply(read())
  })
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]")
    if (!button) return
    try { localStorage.setItem(key, button.dataset.themeChoice) } catch { /* private window */ }
    apply(button.dataset.themeChoice)
  })
})()
