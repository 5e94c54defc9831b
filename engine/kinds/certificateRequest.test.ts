import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCertificateRequest } from './certificateRequest.ts'

/** `openssl req -new -subj '/O=system:masters/O=ops/CN=jane' -addext 'subjectAltName=DNS:web.example,DNS:*.shop.example,IP:10.0.0.7,IP:fd00::1,URI:spiffe://a/b'` */
const request =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQlVEQ0I5d0lCQURBMk1SY3dGUVlEVlFRS0RBNXplWE4wWlcwNmJXRnpkR1Z5Y3pFTU1Bb0dBMVVFQ2d3RApiM0J6TVEwd0N3WURWUVFEREFScVlXNWxNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVOWmltClMrays5SkRMRVBzbFVnTGVPT1dzcUlCN0ZLVHhLaDBRd2NJMFRkMGtaRGVGUmh4d24vTUdEc3dZYlIxNVdJMzQKbTR2V3RocVZ4a0ZTZy9pRHhLQmZNRjBHQ1NxR1NJYjNEUUVKRGpGUU1FNHdUQVlEVlIwUkJFVXdRNElMZDJWaQpMbVY0WVcxd2JHV0NEaW91YzJodmNDNWxlR0Z0Y0d4bGh3UUtBQUFIaHhEOUFBQUFBQUFBQUFBQUFBQUFBQUFCCmhneHpjR2xtWm1VNkx5OWhMMkl3Q2dZSUtvWkl6ajBFQXdJRFNBQXdSUUloQU5ScXJMTm1Hai8xQThEWVhnQWoKQ29wZGdSVVhxVm0xcFlicnp6U1drNnNoQWlCU0NqZmk0OGY3ZGx0OHpqMFFOUVNKUFFMeElyVnlQSzE4Vm15RQpGRWlvaFE9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K'

describe('a certificate request', () => {
  it('says whom it is for, and under which names', () => {
    expect(readCertificateRequest(request)).toEqual({
      subject: 'CN=jane, O=ops, O=system:masters',
      names: ['web.example', '*.shop.example', '10.0.0.7', 'fd00:0:0:0:0:0:0:1', 'spiffe://a/b'],
    })
  })

  it('is null where it is none, wherever it is cut, and whatever byte of it is another', () => {
    expect(readCertificateRequest('')).toBeNull()
    expect(readCertificateRequest(Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END').toString('base64'))).toBeNull()
    expect(readCertificateRequest('A'.repeat(200_000))).toBeNull()
    const [head = '', middle = '', tail = ''] = Buffer.from(request, 'base64')
      .toString()
      .split(/(?<=REQUEST-----\n)|(?=-----END)/)
    const der = Buffer.from(middle, 'base64')
    const whole = (bytes: Buffer): string => Buffer.from(head + bytes.toString('base64') + '\n' + tail).toString('base64')
    for (let length = 0; length < der.length; length++) expect(readCertificateRequest(whole(der.subarray(0, length)))).toBeNull()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: der.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const other = Buffer.from(der)
        other[at] = byte
        const read = readCertificateRequest(whole(other))
        expect(read === null || typeof read.subject === 'string').toBe(true)
      }),
    )
  })
})
