"""Addresses of the difficulties channel; part of the list in urls.py."""

from django.urls import path

from .views import difficulties, difficulty_desk, questions

urlpatterns = [
    path("kho-khan/", difficulties.difficulties, name="difficulties"),
    path("kho-khan/<int:pk>/", difficulties.difficulty, name="difficulty"),
    path("kho-khan/<int:pk>/viet-them/", difficulties.difficulty_write, name="difficulty_write"),
    path("kho-khan/<int:pk>/xong/", difficulties.difficulty_close, name="difficulty_close"),
    path("kho-khan/tep/<int:pk>/", difficulties.difficulty_file, name="difficulty_file"),
    # The Culture-Society office, and the bodies it passes a matter to.
    path("vuong-mac/", difficulty_desk.difficulty_inbox, name="difficulty_inbox"),
    path("kho-khan/<int:pk>/tra-loi/", difficulty_desk.difficulty_answer, name="difficulty_answer"),
    path("kho-khan/<int:pk>/chuyen/", difficulty_desk.difficulty_forward, name="difficulty_forward"),
    path("kho-khan/<int:pk>/dang/", difficulty_desk.difficulty_publish, name="difficulty_publish"),
    path("kho-khan/<int:pk>/go/", difficulty_desk.difficulty_unpublish, name="difficulty_unpublish"),
    # Everybody.
    path("hoi-dap/", questions.qa_list, name="qa_list"),
]
