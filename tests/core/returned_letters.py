"""Letters as mail servers send them back: the shapes of the usual servers, with the ids and addresses of a test."""

POSTFIX = """\
Return-Path: <>
Date: Tue,  8 Dec 2026 07:00:04 +0700 (+07)
From: MAILER-DAEMON@mx.lechan.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: thu-tra-ve@lechan.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A22C0B5.1796688004/mx.lechan.example"
Message-Id: <20261208000004.7E1D622C0C1@mx.lechan.example>

This is a MIME-encapsulated message.

--4F1A22C0B5.1796688004/mx.lechan.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4F1A22C0B5.1796688004/mx.lechan.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.lechan.example
X-Postfix-Queue-ID: 4F1A22C0B5
Arrival-Date: Tue,  8 Dec 2026 07:00:02 +0700 (+07)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.haiphong.example
Diagnostic-Code: {diagnostic}

--4F1A22C0B5.1796688004/mx.lechan.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <thu-tra-ve@lechan.example>
Subject: =?utf-8?b?Q8OybiAzIG5nw6B5?=
From: thidua@lechan.example
To: {address}
Message-ID: {message_id}

--4F1A22C0B5.1796688004/mx.lechan.example--
"""

EXCHANGE = """\
From: Microsoft Outlook <postmaster@haiphong.example>
To: <thu-tra-ve@lechan.example>
Date: Tue, 8 Dec 2026 00:00:09 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9B095B5ADSN=_01DCE1A0F2"
Content-Language: vi-VN
Message-ID: <d2a1b3f0-0000@SG2APC01FT010.eop-APC01.prod.protection.outlook.example>
In-Reply-To: {message_id}
References: {message_id}
Subject: Undeliverable: Con 3 ngay nop bao cao
Auto-Submitted: auto-replied
MIME-Version: 1.0

--9B095B5ADSN=_01DCE1A0F2
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="9B095B5ADSN=_01DCE1A0F2_alt"

--9B095B5ADSN=_01DCE1A0F2_alt
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

S2jDtG5nIGfhu61pIMSRxrDhu6Nj

--9B095B5ADSN=_01DCE1A0F2_alt--

--9B095B5ADSN=_01DCE1A0F2
Content-Type: message/delivery-status

Reporting-MTA: dns;SG2APC01FT010.mail.protection.outlook.example
Received-From-MTA: dns;mx.lechan.example
Arrival-Date: Tue, 8 Dec 2026 00:00:08 +0000

Final-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--9B095B5ADSN=_01DCE1A0F2
Content-Type: message/rfc822

Message-ID: {message_id}
From: thidua@lechan.example
To: {address}
Subject: =?utf-8?b?Q8OybiAzIG5nw6B5?=
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Kinh gui don vi.

--9B095B5ADSN=_01DCE1A0F2--
"""

GMAIL = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: thu-tra-ve@lechan.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {message_id}
In-Reply-To: {message_id}
X-Failed-Recipients: {address}
Message-ID: <693602c4.050a0220.1f0e.b2d1.GMR@mx.google.example>
Date: Mon, 07 Dec 2026 16:00:04 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="0000000000006b1f7c0645"; report-type=delivery-status

--0000000000006b1f7c0645
Content-Type: multipart/related; boundary="0000000000006b21a40645"

--0000000000006b21a40645
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--0000000000006b21a40645
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=

--0000000000006b21a40645--
--0000000000006b1f7c0645
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Mon, 07 Dec 2026 16:00:03 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Remote-MTA: dns; gmail-smtp-in.l.google.example. (192.0.2.27, the server for the domain.)
Diagnostic-Code: {diagnostic}
Last-Attempt-Date: Mon, 07 Dec 2026 16:00:04 -0800 (PST)

--0000000000006b1f7c0645
Content-Type: message/rfc822

MIME-Version: 1.0
From: thidua@lechan.example
To: {address}
Message-ID: {message_id}
Subject: x

Kinh gui.
--0000000000006b1f7c0645--
"""

AUTOREPLY = """\
From: {address}
To: thu-tra-ve@lechan.example
Subject: Tu dong tra loi: Di cong tac
In-Reply-To: {message_id}
Auto-Submitted: auto-replied
Message-ID: <nghi@haiphong.example>
Content-Type: text/plain; charset="utf-8"

Toi di cong tac den het tuan. 550 5.1.1
"""

NO_MAILBOX = {
    POSTFIX: "smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table",
    EXCHANGE: "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    GMAIL: "smtp; 550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1 Try again",
}


def returned(
    message, shape: str = POSTFIX, *, address: str = "", message_id: str = "", action="failed", status="5.1.1",
    diagnostic: str | None = None,
) -> bytes:  # fmt: skip
    """The letter `message` as a server of that kind returns it: no such mailbox, unless told otherwise."""
    address = address or message.email
    diagnostic = NO_MAILBOX.get(shape, "").format(address=address) if diagnostic is None else diagnostic
    text = shape.format(
        address=address, message_id=message_id or message.message_id, action=action, status=status,
        diagnostic=diagnostic,
    )  # fmt: skip
    return text.replace("\n", "\r\n").encode()
