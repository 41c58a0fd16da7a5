/* Where the recording is on the page, each time leads to its moment. */
const player = document.getElementById('player')
for (const time of document.querySelectorAll('time')) {
  const seconds = time.textContent.split(':').reduce((sum, part) => 60 * sum + Number(part), 0)
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'moment'
  button.textContent = time.textContent
  button.addEventListener('click', () => {
    player.currentTime = seconds
    player.play()
  })
  time.replaceChildren(button)
}
