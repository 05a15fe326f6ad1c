from orderway.project.routing import SchemaRouter


def test_only_procrastinate_is_made_over_jobs_and_only_the_others_over_default() -> None:
    router = SchemaRouter()
    made = {(db, app): router.allow_migrate(db, app) for db in ("default", "jobs") for app in ("procrastinate", "auth")}
    assert made == {
        ("default", "procrastinate"): False,
        ("default", "auth"): True,
        ("jobs", "procrastinate"): True,
        ("jobs", "auth"): False,
    }
