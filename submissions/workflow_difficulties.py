"""Every legal move of a difficulty."""

from core.workflow import Step, Workflow

from .enums import DifficultyStatus as S
from .permissions_difficulties import may_answer, may_ask_again, may_close, may_forward

DIFFICULTY_WORKFLOW = Workflow(
    "Khó khăn, vướng mắc",
    S,
    Step("answer", "Trả lời vướng mắc", S.WAITING, S.ANSWERED, may_answer),
    Step("answer", "Trả lời vướng mắc được chuyển tới", S.FORWARDED, S.ANSWERED, may_answer),
    Step("answer", "Trả lời thêm", S.ANSWERED, S.ANSWERED, may_answer),
    Step("forward", "Chuyển bộ phận khác", S.WAITING, S.FORWARDED, may_forward),
    Step("forward", "Chuyển tiếp bộ phận khác", S.FORWARDED, S.FORWARDED, may_forward),
    Step("ask_again", "Viết thêm khi chờ trả lời", S.WAITING, S.WAITING, may_ask_again),
    Step("ask_again", "Viết thêm sau khi chuyển", S.FORWARDED, S.FORWARDED, may_ask_again),
    Step("ask_again", "Hỏi lại sau trả lời", S.ANSWERED, S.WAITING, may_ask_again),
    Step("ask_again", "Mở lại vướng mắc", S.CLOSED, S.WAITING, may_ask_again),
    Step("close", "Đã giải quyết xong", S.ANSWERED, S.CLOSED, may_close),
)
