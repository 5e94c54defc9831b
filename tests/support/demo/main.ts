import { createPinia } from 'pinia'
import { createApp, nextTick } from 'vue'
import App from '../../../renderer/App.vue'
import { useClusters } from '../../../renderer/stores/clusters.ts'
import { useConnection } from '../../../renderer/stores/connection.ts'
import { useSession } from '../../../renderer/stores/session.ts'
import { provideLink } from '../../../renderer/stores/link.ts'
import { useSettings } from '../../../renderer/stores/settings.ts'
import '../../../renderer/styles/fonts.css'
import '../../../renderer/styles/tokens.css'
import '../../../renderer/styles/hues.css'
import '../../../renderer/styles/base.css'
import { startClock } from '../../../renderer/words/clock.ts'
import { DemoClient } from './demoClient.ts'
import { DemoDesktop } from '../demoDesktop.ts'

/** The window with made-up data, in a browser: `?theme=light&density=compact&open=ctx-eu,ctx-us`. For looking at it only. */
const wish = new URLSearchParams(location.search)
const client = new DemoClient()
client.total = Number(wish.get('total') ?? 1284)
const desktop = new DemoDesktop()
desktop.look = {
  theme: 'system',
  density: wish.get('density') === 'compact' ? 'compact' : 'comfortable',
  motion: 'system',
  clock: '24h',
  zone: 'local',
  zoom: 1,
  dark: wish.get('theme') !== 'light',
}
provideLink(client, desktop)
Object.assign(window, { demo: { client, desktop } })
const app = createApp(App)
app.use(createPinia())
startClock()
await useSettings().start()
app.mount('#app')
await useConnection().start(useSession().welcome)
for (const id of (wish.get('open') ?? '').split(',').filter((one) => one !== '')) await useClusters().open(id)
await nextTick()
document.body.dataset['ready'] = '1'
