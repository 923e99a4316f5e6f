"""Tools of an agent that somebody else traces; nothing of tracing is written here."""


def book_flight(origin: str, destination: str, date: str = "today"):  #~ book_flight {"kind": "TOOL", "inputs": {"origin": "LIS", "destination": "KIX"}}
    return "ok"


class Hotel:
    def book(self, city):  #~ book {"kind": "TOOL", "inputs": {"city": "Kyoto"}}
        return city

    def cancel(self, booking):  #~ Hotel.cancel {"kind": "TOOL"}
        return booking


class Train:
    def book(self, train, seat=None):  #~ book {"kind": "TOOL", "inputs": {"train": "Hikari", "seat": "4A"}}
        return train

    async def cancel(self, ticket, **options):  #~ cancel {"kind": "TOOL", "inputs": {"ticket": 1, "refund": true}}
        return ticket


def refund(  #~ refund {"kind": "TOOL", "inputs": {"ticket": 1, "amount": 2}}
    ticket,
    amount=0,
):  # over several lines
    return amount
