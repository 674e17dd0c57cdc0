// The board: drag a card, or Shift with an arrow key, to another column. Both open the very form that
// Move opens; a card whose move was refused or given up goes back, and the page says why.
const board = document.getElementById("board")
const KEPT = "pagcrm-board-card"

const columnOf = (card) => card.closest(".board-column")
const nameOf = (card) => card.querySelector(".board-name")
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "")
const say = (pattern, values = {}) => {
  document.getElementById("board-said").textContent = fill(pattern, values)
}

// The form of the move in a dialog. It leads to a new page where the card has moved; where it is
// closed without that, the card has not moved.
function propose(card, target) {
  const from = columnOf(card)
  if (target === from || card.classList.contains("asking")) return
  const link = card.querySelector(".board-move")
  const place = { list: card.parentElement, before: card.nextElementSibling, href: link.href }
  const url = new URL(link.href)
  url.searchParams.set("to", target.dataset.stage)
  card.classList.add("asking")
  target.querySelector(".board-cards").prepend(card)
  const group = nameOf(card).textContent.trim()
  say(board.dataset.asking, { group, stage: target.dataset.label })
  try { sessionStorage.setItem(KEPT, card.id) } catch { /* private window */ }

  const closed = (event) => {
    if (!event.target.matches("dialog.box")) return
    document.removeEventListener("close", closed, true)
    const why = event.target.querySelector(".verdict h2")?.textContent.trim() || board.dataset.not
    link.href = place.href
    card.classList.remove("asking")
    place.list.insertBefore(card, place.before)
    card.scrollIntoView({ block: "nearest", inline: "nearest" })
    setTimeout(() => nameOf(card).focus()) // after the dialog has given the focus back
    say(board.dataset.back, { group, stage: from.dataset.label, why })
  }
  document.addEventListener("close", closed, true)
  link.href = url
  link.click()
}

function startDragging() {
  let held = null
  const over = (column) => {
    for (const one of board.querySelectorAll(".board-column.over")) if (one !== column) one.classList.remove("over")
    column?.classList.add("over")
  }
  const laneOf = (column) => column.closest(".board")
  const target = (event) => {
    const column = event.target.closest?.(".board-column")
    return held && column && laneOf(column) === laneOf(columnOf(held)) ? column : null
  }
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest(".board-card")
    if (!held) return
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", nameOf(held).textContent.trim())
  })
  board.addEventListener("dragover", (event) => {
    const column = target(event)
    over(column)
    if (column) event.preventDefault()
  })
  board.addEventListener("drop", (event) => {
    const column = target(event)
    over(null)
    if (!column) return
    event.preventDefault()
    const card = held
    held = null
    propose(card, column)
  })
  board.addEventListener("dragend", () => {
    held = null
    over(null)
  })
}

function startKeys() {
  const shown = (column) => column.checkVisibility()
  const beside = (card, by) => {
    const columns = [...card.closest(".board").querySelectorAll(".board-column")]
    return columns[columns.indexOf(columnOf(card)) + by]
  }
  const cardBeside = (card, by) => {
    const place = [...columnOf(card).querySelectorAll(".board-card")].indexOf(card)
    const columns = [...card.closest(".board").querySelectorAll(".board-column")].filter(shown)
    for (let n = columns.indexOf(columnOf(card)) + by; columns[n]; n += by) {
      const cards = [...columns[n].querySelectorAll(".board-card")]
      if (cards.length) return cards[Math.min(place, cards.length - 1)]
    }
    return null
  }
  const inColumn = (card, by) => {
    const cards = [...columnOf(card).querySelectorAll(".board-card")]
    return cards[cards.indexOf(card) + by]
  }
  const STEPS = { ArrowLeft: [cardBeside, -1], ArrowRight: [cardBeside, 1], ArrowUp: [inColumn, -1], ArrowDown: [inColumn, 1] }
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".board-card")
    if (!card || !STEPS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return
    const [find, by] = STEPS[event.key]
    if (event.shiftKey) {
      if (find !== cardBeside) return
      event.preventDefault()
      const target = beside(card, by)
      if (target) propose(card, target)
      else say(board.dataset.first)
      return
    }
    event.preventDefault()
    const next = find(card, by)
    if (!next) return
    nameOf(next).focus()
    next.scrollIntoView({ block: "nearest", inline: "nearest" })
  })
}

// The form of a step names no group; in the dialog its card does.
function startNaming() {
  board.addEventListener("click", (event) => {
    const link = event.target.closest(".board-move")
    if (!link) return
    const card = link.closest(".board-card")
    link.dataset.about = `${nameOf(card).textContent.trim()} · ${card.querySelector(".meta").textContent.trim()}`
  }, true)
}

// On a phone one column is shown; without this the link of a column asks for the page again.
function startSwitch() {
  const links = [...document.querySelectorAll(".board-stages [data-at]")]
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault()
      for (const column of board.querySelectorAll(".board-column")) column.classList.toggle("shown", column.dataset.stage === link.dataset.at)
      for (const one of links) one.toggleAttribute("aria-current", false)
      link.setAttribute("aria-current", "true")
      history.replaceState(null, "", link.href)
    })
  }
}

// After a move the page comes anew: go on at the card, wherever it stands now.
function backToCard() {
  let kept = null
  try {
    kept = sessionStorage.getItem(KEPT)
    sessionStorage.removeItem(KEPT)
  } catch { /* private window */ }
  const card = kept && document.getElementById(kept)
  if (!card) return
  nameOf(card).focus()
  card.scrollIntoView({ block: "nearest", inline: "nearest" })
}

if (board) {
  startDragging()
  startKeys()
  startSwitch()
  startNaming()
  backToCard()
}
