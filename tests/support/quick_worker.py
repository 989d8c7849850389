"""The service's worker with short deadlines, so that tests need not wait for them."""

from service.server.deadlines import Deadlines
from service.server.worker import DeadlineWorker


class QuickWorker(DeadlineWorker):
    deadlines = Deadlines(head=1, body=1, unread=2)
    max_unread_bytes = 12 * 1024 * 1024
