import { createPinia } from 'pinia'
import { createApp, nextTick } from 'vue'
import App from './App.vue'
import { connectEngine } from './engine/client.ts'
import { useConnection } from './stores/connection.ts'
import { provideLink } from './stores/link.ts'
import { useKeys } from './stores/keys.ts'
import { useSavedViews } from './stores/savedViews.ts'
import { useSession } from './stores/session.ts'
import { useSettings } from './stores/settings.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/hues.css'
import './styles/base.css'
import { startClock } from './words/clock.ts'

/** Starts the window: look, engine, first view. `data-ready` on the body says that the engine answered and the first view is shown. */
async function start(): Promise<void> {
  provideLink(connectEngine(), window.kubilitics)
  const app = createApp(App)
  app.use(createPinia())
  startClock()
  // the engine may answer before there is anything to see: what was open is opened meanwhile
  const chosen = Promise.all([useSettings().start(), useKeys().start(), useSavedViews().start()])
  const session = useSession()
  const greeted = useConnection().start(async (hello, first) => {
    await chosen
    await session.welcome(hello, first)
  })
  await chosen
  app.mount('#app')
  await greeted
  await nextTick()
  document.body.dataset['ready'] = '1'
}

void start()
