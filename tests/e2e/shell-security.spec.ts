import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './appTest.ts'
import { askEngine, sendToEngine } from './enginePort.ts'
import { answerDialogs, firstWindowReady } from './mainProcess.ts'

test.describe('the window', () => {
  test('is served by the app, under a strict policy, with no Node in it', async ({ app, picture }) => {
    const { page } = app
    expect(page.url()).toMatch(/^app:\/\/ui\//)
    expect(await page.title()).toContain('Kubilitics')
    const globals = await page.evaluate(() => ({
      names: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname'].filter((name) => name in window),
      desktop: Object.keys(window.kubilitics).sort(),
      csp: document.querySelectorAll('meta[http-equiv]').length,
    }))
    expect(globals.names).toEqual([])
    expect(globals.desktop).toEqual([
      'appearance',
      'connectEngine',
      'copyText',
      'info',
      'keepSavedViews',
      'keepSession',
      'keymap',
      'onAppearance',
      'onCommand',
      'onSavedViews',
      'onSettings',
      'openKeymap',
      'openLink',
      'pathOfDrop',
      'pickExportTarget',
      'pickKubeconfigFiles',
      'pickKubeconfigFolder',
      'pickLogTarget',
      'pickSnapshot',
      'pickSnapshotTarget',
      'restartEngine',
      'savedViews',
      'session',
      'setAppearance',
      'setSettings',
      'settings',
    ])
    expect(globals.csp).toBe(0)
    await picture(page, 'window')
    expect(app.errors).toEqual([])
  })

  test('runs sandboxed, isolated, with web security on', async ({ app }) => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
    for (const off of [
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'webviewTag',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
    ])
      expect(preferences[off] || false, off).toBe(false)
  })

  test('runs no script, style, frame or connection from elsewhere', async ({ app }) => {
    const { page } = app
    const violations = await page.evaluate(async () => {
      const seen: string[] = []
      let policy = ''
      document.addEventListener('securitypolicyviolation', (event) => {
        seen.push(event.effectiveDirective)
        if (event.disposition === 'enforce') policy = event.originalPolicy
      })
      const add = (tag: string, attributes: Record<string, string>, text = ''): void => {
        const element = document.createElement(tag)
        for (const [name, value] of Object.entries(attributes)) {
          try {
            element.setAttribute(name, value)
          } catch {
            seen.push('trusted types')
          }
        }
        try {
          if (text !== '') element.textContent = text
        } catch {
          seen.push('trusted types')
        }
        document.body.append(element)
      }
      add('img', { src: 'https://example.com/x.png' })
      add('link', { rel: 'stylesheet', href: 'https://example.com/x.css' })
      add('style', {}, 'body { outline: 1px solid red }')
      add('iframe', { src: 'https://example.com/' })
      add('iframe', { src: 'app://ui/' })
      add('object', { data: 'https://example.com/' })
      add('a', { href: 'x', style: 'color: red' })
      const failures = await Promise.all([
        fetch('https://example.com/').then(
          () => '',
          (error: Error) => error.name,
        ),
        fetch('app://ui/index.html').then(
          () => '',
          (error: Error) => error.name,
        ),
        Promise.resolve()
          .then(() => {
            document.createElement('div').innerHTML = '<b>x</b>'
            return ''
          })
          .catch((error: Error) => error.name),
        // in a timer: what the test's tool runs directly may eval
        new Promise<string>((resolve) =>
          setTimeout(() => {
            try {
              ;(0, eval)('1')
              resolve('')
            } catch (error) {
              resolve((error as Error).name)
            }
          }),
        ),
        new Promise<string>((resolve) =>
          setTimeout(() => {
            try {
              // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it is refused is the test
              new Function('return 1')()
              resolve('')
            } catch (error) {
              resolve((error as Error).name)
            }
          }),
        ),
      ])
      await new Promise((resolve) => setTimeout(resolve, 500))
      return { seen: [...new Set(seen)], failures, policy }
    })
    // the page has no policy of its own (see above), so this is the header's
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(violations.policy).toContain(part)
    // an <object> does not even get its address: that takes a trusted type
    for (const directive of ['img-src', 'frame-src', 'connect-src', 'trusted types']) expect(violations.seen).toContain(directive)
    expect(violations.seen.some((directive) => directive.startsWith('style-src'))).toBe(true)
    expect(violations.failures).toEqual(['TypeError', 'TypeError', 'TypeError', 'EvalError', 'EvalError'])
    app.errors.length = 0
  })

  test('cannot be led away', async ({ app }) => {
    const { page } = app
    const home = page.url()
    for (const target of [
      'https://example.com/',
      'file:///etc/passwd',
      'data:text/html,x',
      'app://evil/',
      'app://ui@evil/',
      'javascript:document.title="owned"',
    ]) {
      await page
        .evaluate((url) => {
          window.location.href = url
        }, target)
        .catch(() => {})
      await page
        .evaluate((url) => {
          const link = document.createElement('a')
          link.href = url
          link.download = url.startsWith('data:') ? 'x' : ''
          if (link.download === '') link.removeAttribute('download')
          document.body.append(link)
          link.click()
          link.target = '_blank'
          link.click()
          link.remove()
          const opened = window.open(url)
          if (opened !== null) document.title = 'opened'
        }, target)
        .catch(() => {})
    }
    // a form, a meta refresh
    await page.evaluate(() => {
      const form = document.createElement('form')
      form.action = 'https://example.com/'
      document.body.append(form)
      form.submit()
      const refresh = document.createElement('meta')
      refresh.httpEquiv = 'refresh'
      refresh.content = '0; url=https://example.com/'
      document.head.append(refresh)
    })
    await page.waitForTimeout(500)
    expect(page.url()).toBe(home)
    expect(await page.title()).not.toMatch(/owned|opened/)
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(
      await app.electron.evaluate(
        ({ webContents }) =>
          webContents
            .getAllWebContents()
            .filter((contents) => !contents.getURL().startsWith('app://ui/') && !contents.getURL().startsWith('devtools:')).length,
      ),
    ).toBe(0)
    app.errors.length = 0
  })

  test('comes back from a blank page, which nothing can deny', async ({ app }) => {
    await app.page.evaluate(() => {
      setTimeout(() => {
        window.location.href = 'about:blank'
      })
    })
    await expect.poll(() => app.output.join(''), { timeout: 20_000 }).toContain('left the app')
    await expect.poll(() => firstWindowReady(app.electron), { timeout: 30_000 }).toBe('1')
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL())).toMatch(
      /^app:\/\/ui\//,
    )
  })

  test('gets no permission', async ({ app }) => {
    const answers = await app.page.evaluate(async () => {
      const states = await Promise.all(
        ['geolocation', 'camera', 'microphone', 'notifications', 'clipboard-read', 'midi', 'persistent-storage'].map(async (name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(
            (status) => status.state,
            () => 'unsupported',
          ),
        ),
      )
      const media = await (navigator.mediaDevices?.getUserMedia({ audio: true, video: true }).then(
        () => 'granted',
        (error: Error) => error.name,
      ) ?? 'none')
      const place = await new Promise<string>((resolve) => {
        if (navigator.geolocation === undefined) resolve('none')
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(`denied ${error.code}`),
          { timeout: 3000 },
        )
      })
      const clipboard = await navigator.clipboard.readText().then(
        () => 'granted',
        (error: Error) => error.name,
      )
      return { states, media, place, clipboard, notification: await Notification.requestPermission() }
    })
    expect(answers.states.filter((state) => state === 'granted')).toEqual([])
    expect(answers.media).not.toBe('granted')
    expect(answers.place).not.toBe('granted')
    expect(answers.clipboard).not.toBe('granted')
    expect(answers.notification).toBe('denied')
    app.errors.length = 0
  })

  test('opens only https pages, only after a person agreed', async ({ app }) => {
    const declined = await answerDialogs(app.electron, 1)
    expect(await app.page.evaluate(() => window.kubilitics.openLink('https://kubernetes.io/docs/'))).toBe(false)
    expect(await declined()).toEqual(['asked https://kubernetes.io/docs/'])
    const agreed = await answerDialogs(app.electron, 0)
    for (const link of ['http://kubernetes.io/', 'file:///etc/passwd', 'javascript:1', 'ms-msdt:/id', 'https://a:b@c/', 'x'])
      expect(await app.page.evaluate((url) => window.kubilitics.openLink(url), link)).toBe(false)
    expect(await agreed()).toEqual([])
    expect(await app.page.evaluate(() => window.kubilitics.openLink('https://kubernetes.io/docs/'))).toBe(true)
    expect(await agreed()).toEqual(['asked https://kubernetes.io/docs/', 'opened https://kubernetes.io/docs/'])
  })
})

test.describe('main', () => {
  test('refuses wrong arguments with an error, and goes on', async ({ app }) => {
    const answers = await app.page.evaluate(async () => {
      const desktop = window.kubilitics as any
      const tries = [
        () => desktop.setAppearance({ theme: 'pink' }),
        () => desktop.setAppearance({ zoom: 99 }),
        () => desktop.setAppearance({ evil: 1 }),
        () => desktop.setAppearance(),
        () => desktop.copyText(7),
        () => desktop.openLink({}),
        () => desktop.pickLogTarget(null),
        () => desktop.pickSnapshotTarget(null),
        () => desktop.pickSnapshotTarget('x'.repeat(5000)),
        () => desktop.pickExportTarget('graph', 'exe'),
        () => desktop.pickExportTarget('graph', '__proto__'),
      ]
      return Promise.all(
        tries.map((attempt) =>
          attempt().then(
            () => 'taken',
            () => 'refused',
          ),
        ),
      )
    })
    expect(new Set(answers)).toEqual(new Set(['refused']))
    expect((await app.page.evaluate(() => window.kubilitics.info())).packaged).toBe(false)
  })

  test('answers no page but the app’s own', async ({ app }) => {
    // a window as an attacker would have it: the same preload, another page
    const answers = await app.electron.evaluate(async ({ BrowserWindow, session }) => {
      const path = process.mainModule!.require('node:path')
      const foreign = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: path.join(path.dirname(process.mainModule!.filename), '../preload/index.cjs'),
          sandbox: true,
          session: session.fromPartition('foreign'),
        },
      })
      await foreign.loadURL('data:text/html,<title>foreign</title>')
      const result = await foreign.webContents.executeJavaScript(`(async () => {
        const late = (ms) => new Promise((resolve) => setTimeout(() => resolve('no answer'), ms))
        const said = {}
        for (const name of Object.keys(kubilitics)) {
          if (name.startsWith('on') || name === 'pathOfDrop' || name === 'connectEngine') continue
          said[name] = await Promise.race([kubilitics[name]('x').then(() => 'answered', (error) => error.message), late(1500)])
        }
        const port = new Promise((resolve) => addEventListener('message', () => resolve('port'), { once: true }))
        kubilitics.connectEngine()
        said.connectEngine = await Promise.race([port, late(700)])
        return said
      })()`)
      foreign.destroy()
      return result as Record<string, string>
    })
    const { connectEngine, ...others } = answers
    expect(connectEngine).toBe('no answer')
    expect(Object.keys(others)).toHaveLength(20)
    for (const [name, answer] of Object.entries(others)) expect(answer, name).toContain('not for this page')
  })

  test('carries no junk to the engine, and outlives it', async ({ app }) => {
    const { page } = app
    await sendToEngine(page, (port) => {
      const junk: unknown[] = [
        null,
        undefined,
        0,
        'x',
        [],
        {},
        new Date(),
        new Map(),
        /x/,
        new Uint8Array(9),
        { c: 'rpc' },
        { c: 'rpc', m: null },
        { c: 'event', e: {} },
        { c: 'engine-back' },
        { c: 'frame', b: new Uint8Array(3) },
      ]
      for (const path of [['constructor', 'prototype', 'polluted'], ['__proto__', 'polluted'], ['hello'], [], ['hello', 'call']]) {
        for (const type of ['SET', 'GET', 'CONSTRUCT', 'ENDPOINT', 'RELEASE', 'APPLY', 7])
          junk.push({ c: 'rpc', m: { id: 'x', type, path, argumentList: [{ type: 'PROXY' }], value: { type: 'RAW', value: 1 } } })
      }
      for (let i = 0; i < 20; i++) for (const message of junk) port.postMessage(message)
      // what transfers something arrives as nothing
      const bytes = new ArrayBuffer(8)
      port.postMessage({ c: 'rpc', m: bytes }, [bytes])
      const channel = new MessageChannel()
      port.postMessage({ c: 'rpc', m: channel.port1 }, [channel.port1])
    })
    expect(await askEngine(page, 'hello')).toMatchObject({ ok: true })
    expect(await askEngine(page, 'search', 'x', 7, {})).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(app.output.join('')).not.toMatch(/Uncaught|Unhandled/)
  })

  test('keeps no key in the open before a person allowed it', async ({ app }) => {
    const file = join(app.userData, 'vault.json')
    const hello = await askEngine(app.page, 'hello')
    if (hello.value.cachePolicy.mode === 'encrypted') {
      // a real secret store: the key is wrapped
      expect(existsSync(file)).toBe(true)
      return
    }
    expect(hello.value.cachePolicy.mode).toBe('ask')
    expect(existsSync(file)).toBe(false)
    expect(await askEngine(app.page, 'setCachePolicy', false)).toMatchObject({ ok: true, value: { mode: 'off' } })
    expect(existsSync(file)).toBe(false)
    expect(await askEngine(app.page, 'setCachePolicy', true)).toMatchObject({ ok: true, value: { mode: 'weak-allowed' } })
    expect(existsSync(file)).toBe(true)
  })
})
