#pragma once

#include "core/sites/siteprofile.h"

#include <QFrame>

class QLabel;

namespace aegisx::ui {

class ElidedLabel;

// Where we are, on every page and dialog of a site: hospital and code, host and database, and the
// environment as a coloured strip with its word.
class SiteHeader final : public QFrame
{
    Q_OBJECT

public:
    explicit SiteHeader(QWidget *parent = nullptr);

    void setProfile(const sites::SiteProfile &profile);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showProfile();

    sites::SiteProfile m_profile;
    QLabel *m_environment;
    ElidedLabel *m_hospital;
    ElidedLabel *m_connection;
};

} // namespace aegisx::ui
