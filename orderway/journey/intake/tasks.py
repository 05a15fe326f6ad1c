"""What intake does by the clock: parked messages whose order came are read again; shops are pulled and compared."""

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from orderway.journey.intake.accounts import shops
from orderway.journey.intake.compare import compare
from orderway.journey.intake.files import forget_old, take_in
from orderway.journey.intake.inbox import unpark_known
from orderway.journey.intake.mails import boxes, read_mails
from orderway.journey.intake.pull import pull
from orderway.journey.intake.talks import pull_talks
from orderway.web.engine import engine

FORGOTTEN_AT_ONCE = 100


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="unpark_known")
def read_known_again(timestamp: int) -> None:
    """Put messages back whose order another reader made in the same moment."""
    close_old_connections()
    with engine().connection.cursor() as cursor:
        unpark_known(cursor)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="pull_shops")
def pull_shops(timestamp: int) -> None:
    """Put a pull of each shop that has an access into the queue, unless one waits there."""
    close_old_connections()
    for shop_id in _connected():
        wish_pull(shop_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="pull_talks")
def pull_all_talks(timestamp: int) -> None:
    """Put the reading of messages of each shop whose platform offers that into the queue, unless one waits there."""
    close_old_connections()
    with engine().connection.cursor() as cursor:
        known = [(shop.id, shop.platform) for shop in shops(cursor)]
    for shop_id, platform in known:
        if platform is not None and platform.abilities.talks:
            try:
                job = pull_shop_talks.configure(lock=f"talks-{shop_id}", queueing_lock=f"talks-{shop_id}")
                job.defer(shop_id=shop_id)
            except AlreadyEnqueued:
                continue


@app.task
def pull_shop_talks(shop_id: int) -> str:
    """Read the messages of one shop's platform. Why it ended."""
    close_old_connections()
    return pull_talks(engine(), shop_id).why


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="read_mails")
def read_all_mails(timestamp: int) -> None:
    """Put the reading of each shop's mailbox into the queue, unless one waits there."""
    close_old_connections()
    with engine().connection.cursor() as cursor:
        known = [one.shop_id for one in boxes(cursor)]
    for shop_id in known:
        wish_mails(shop_id)


@app.task
def read_shop_mails(shop_id: int) -> str:
    """Read one shop's mailbox. Why it ended."""
    close_old_connections()
    return read_mails(engine(), shop_id).why


def wish_mails(shop_id: int) -> bool:
    """Put the reading of a mailbox into the queue; False where one waits there already."""
    try:
        read_shop_mails.configure(lock=f"mails-{shop_id}", queueing_lock=f"mails-{shop_id}").defer(shop_id=shop_id)
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="12 * * * *")
@app.task(queueing_lock="compare_shops")
def compare_shops(timestamp: int) -> None:
    """Put a comparison of each shop that has an access into the queue, unless one waits there."""
    close_old_connections()
    for shop_id in _connected():
        wish_comparison(shop_id)


@app.task
def pull_shop(shop_id: int, now_even_if_told_later: bool = False) -> str:
    """Pull one shop; what is left of a long window follows at the next minute. Why it ended."""
    close_old_connections()
    return pull(engine(), shop_id, now_even_if_told_later=now_even_if_told_later).why


@app.task
def compare_shop(shop_id: int) -> str:
    """Compare one shop. Why it ended."""
    close_old_connections()
    return compare(engine(), shop_id).why


def wish_pull(shop_id: int, now_even_if_told_later: bool = False) -> bool:
    """Put a pull into the queue; False where one waits there already."""
    try:
        kind = "asked" if now_even_if_told_later else "pull"
        job = pull_shop.configure(lock=f"pull-{shop_id}", queueing_lock=f"{kind}-{shop_id}")
        job.defer(shop_id=shop_id, now_even_if_told_later=now_even_if_told_later)
    except AlreadyEnqueued:
        return False
    return True


def wish_comparison(shop_id: int) -> bool:
    """Put a comparison into the queue; False where one waits there already."""
    try:
        compare_shop.configure(lock=f"compare-{shop_id}", queueing_lock=f"compare-{shop_id}").defer(shop_id=shop_id)
    except AlreadyEnqueued:
        return False
    return True


def _connected() -> list[int]:
    with engine().connection.cursor() as cursor:
        return [shop.id for shop in shops(cursor) if shop.platform is not None]


@app.task
def take_file_in(file_id: int) -> str:
    """Take one file of orders in; the state it ended in."""
    close_old_connections()
    return take_in(engine(), file_id)


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget_files")
def forget_files(timestamp: int) -> None:
    """Forget files past their time."""
    close_old_connections()
    forget_old(engine().connection, FORGOTTEN_AT_ONCE)
