# botocore's SigV4 and websockets, as the AppSync Events guide describes IAM: connects, subscribes, publishes over both ways.
import asyncio, base64, json, ssl, sys, urllib.error, urllib.request
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
import websockets

given = json.loads(sys.argv[1])
credentials = Credentials(given["accessKeyId"], given["secretAccessKey"], given.get("sessionToken"))
trusted = ssl.create_default_context(cafile=given["ca"])


def signed(body):
    headers = {
        "accept": "application/json, text/javascript",
        "content-encoding": "amz-1.0",
        "content-type": "application/json; charset=UTF-8",
        "host": given["host"],
    }
    request = AWSRequest("POST", f"https://{given['host']}/event", headers=headers, data=body)
    SigV4Auth(credentials, "appsync", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def publish_over_http(channel, event):
    body = compact({"channel": channel, "events": [compact(event)]})
    request = urllib.request.Request(f"{given['origin']}/event", data=body.encode(), method="POST", headers=signed(body))
    try:
        return urllib.request.urlopen(request, context=trusted).status
    except urllib.error.HTTPError as error:
        return error.code


async def run():
    credential = base64.urlsafe_b64encode(compact(signed("{}")).encode()).decode().rstrip("=")
    url = f"{given['origin'].replace('http', 'ws', 1)}/event/realtime"
    received = []
    async with websockets.connect(url, subprotocols=["aws-appsync-event-ws", f"header-{credential}"], ssl=trusted) as ws:
        async def next_of(kind):
            while True:
                frame = json.loads(await asyncio.wait_for(ws.recv(), 20))
                if frame["type"] == "data":
                    received.append(json.loads(frame["event"]))
                if frame["type"] == kind:
                    return frame

        await ws.send('{"type": "connection_init"}')
        await next_of("connection_ack")
        channel = "/default/python"
        subscription = {"type": "subscribe", "id": "s", "channel": channel, "authorization": signed(compact({"channel": channel}))}
        await ws.send(json.dumps(subscription))
        await next_of("subscribe_success")
        events = [compact({"over": "WebSocket", "text": "<b>&amp; ü 😀"})]
        fields = signed(compact({"channel": channel, "events": events}))
        await ws.send(json.dumps({"type": "publish", "id": "p", "channel": channel, "events": events, "authorization": fields}))
        while not received:
            await next_of("data")
        status = await asyncio.to_thread(publish_over_http, channel, {"over": "HTTP"})
        if status == 200:
            await next_of("data")
    return {"status": status, "received": received}


try:
    print(json.dumps(asyncio.run(run())))
except websockets.exceptions.ConnectionClosed as error:
    print(json.dumps({"closed": str(error)}))
except asyncio.TimeoutError:
    print(json.dumps({"closed": "timeout"}))
